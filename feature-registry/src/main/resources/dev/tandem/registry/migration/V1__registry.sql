-- Times are microseconds since 1970-01-01T00:00:00Z. Every table can hold many projects, which never see each other.

-- One row for each project, which whoever writes to the project locks first; it hands out the numbers of generations.
CREATE TABLE projects (
    project TEXT NOT NULL PRIMARY KEY,
    last_generation BIGINT NOT NULL
);

-- Applied definitions, whole, never changed once written.
CREATE TABLE states (
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    applied_at BIGINT NOT NULL,
    author TEXT NOT NULL,
    summary TEXT NOT NULL,
    definitions TEXT NOT NULL,
    storage TEXT NOT NULL,
    PRIMARY KEY (project, number)
);

-- Every generation that was ever handed out; a number is never used again.
CREATE TABLE generations (
    project TEXT NOT NULL,
    generation BIGINT NOT NULL,
    view_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    retired_at BIGINT,
    reclaimed_at BIGINT,
    PRIMARY KEY (project, generation)
);

-- Up to which instant a generation was materialised.
CREATE TABLE cursors (
    project TEXT NOT NULL,
    generation BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (project, generation)
);

CREATE TABLE runs (
    id ${identity},
    project TEXT NOT NULL,
    view_name TEXT NOT NULL,
    generation BIGINT NOT NULL,
    mode TEXT NOT NULL,
    interval_from BIGINT,
    interval_to BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    outcome TEXT NOT NULL,
    rows_written BIGINT NOT NULL,
    rows_older BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    message TEXT NOT NULL
);

CREATE INDEX runs_by_project ON runs (project, id);
