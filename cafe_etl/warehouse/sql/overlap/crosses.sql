-- The macro crosses(first, last, first, last): whether two files cover some of the same time of a branch. Neighbours
-- that touch, one's last sale in the moment of the other's first, do not, but a file of one moment crosses what has it.
CREATE OR REPLACE TEMP MACRO crosses(my_first, my_last, their_first, their_last) AS
    their_first <= my_last
    AND my_first <= their_last
    AND (
        my_first = my_last
        OR their_first = their_last
        OR (their_first < my_last AND my_first < their_last)
    );
