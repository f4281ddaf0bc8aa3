-- Two macros over the spans of two files, each given by its first and last sale. crosses: whether they cover some of the
-- same time. Neighbours that touch, one's last sale in the moment of the other's first, do not, but a file of one moment
-- crosses what has it. touches: whether they have no more than one moment in common.
CREATE OR REPLACE TEMP MACRO touches(my_first, my_last, their_first, their_last) AS
    my_first = their_last OR their_first = my_last;

CREATE OR REPLACE TEMP MACRO crosses(my_first, my_last, their_first, their_last) AS
    their_first <= my_last
    AND my_first <= their_last
    AND (
        my_first = my_last
        OR their_first = their_last
        OR (their_first < my_last AND my_first < their_last)
    );
