-- How many lines sales of new files have beyond their first one; those of one line are not there.
CREATE OR REPLACE TEMP TABLE further (sale_id BIGINT, lines BIGINT);
