-- Each comparison of what is served with what a model was trained on. A window that is compared again takes the place of itself.
CREATE TABLE drift_checks (
    id ${identity},
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    reference TEXT NOT NULL,
    window_name TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    UNIQUE (project, service, reference, window_name)
);

CREATE TABLE drift_figures (
    check_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    feature TEXT NOT NULL,
    verdict TEXT NOT NULL,
    causes TEXT NOT NULL,
    psi DOUBLE PRECISION,
    kolmogorov_smirnov DOUBLE PRECISION,
    jensen_shannon DOUBLE PRECISION,
    null_rate DOUBLE PRECISION,
    new_categories DOUBLE PRECISION,
    p_value DOUBLE PRECISION,
    reference_rows BIGINT NOT NULL,
    recent_rows BIGINT NOT NULL,
    PRIMARY KEY (check_id, feature)
);

-- An alert is one message about the features that reached the rule in the same check. Who sends it claims it first.
CREATE TABLE drift_alerts (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    service TEXT NOT NULL,
    check_id BIGINT NOT NULL,
    windows INTEGER NOT NULL,
    raised_at BIGINT NOT NULL,
    claimed_at BIGINT,
    sent_at BIGINT
);

CREATE INDEX drift_alerts_by_project ON drift_alerts (project, sent_at);

-- While a feature has an alert that it has not recovered from, it gets no other.
CREATE TABLE drift_alert_features (
    alert_id TEXT NOT NULL,
    feature TEXT NOT NULL,
    recovered_at BIGINT,
    PRIMARY KEY (alert_id, feature)
);
