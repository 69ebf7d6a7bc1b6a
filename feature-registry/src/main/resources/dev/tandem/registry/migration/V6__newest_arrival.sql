-- The latest arrival of any row that the run, and the runs of its generation that succeeded before it, took from the source.
ALTER TABLE runs ADD COLUMN newest_arrival BIGINT;

CREATE INDEX runs_by_newest_arrival ON runs (project, generation, newest_arrival);
