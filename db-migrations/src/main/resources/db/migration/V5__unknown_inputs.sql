-- Computations that were accepted though an input of theirs was neither stored nor announced (--server-unknown-inputs wait).
-- Only added to, as V2: the reference accepts no such computations, and rows without these columns wait without limit.

alter table computations
    -- When it was accepted, and when it fails unless the inputs that were unknown then have come.
    add column unknown_input_since    timestamptz,
    add column unknown_input_deadline timestamptz;

-- How many a tenant has; which are overdue. Usually empty: a row leaves both when its input comes.
create index computations_unknown_input_index on computations (tenant_id)
    where not is_completed and not is_error and waits_for is not null and unknown_input_deadline is not null;
create index computations_overdue_input_index on computations (unknown_input_deadline)
    where not is_completed and not is_error and waits_for is not null and unknown_input_deadline is not null;
