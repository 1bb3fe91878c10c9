-- What our workers need to share the queue: an order, leases, and a memory of what a computation waits for. Only added
-- to: the reference writes none of these columns, so every one has a default that means "new, nobody has it".

alter table computations
    -- Position in the queue. Servers insert a request in dependency order, and accept a computation only when its inputs
    -- are known: so a computation comes after everything it depends on, across requests too. (Not declared with its
    -- default: that would rewrite the table.)
    add column submission      bigint,
    -- One handle this computation is known to wait for; such a row is not looked at until that handle exists.
    add column waits_for       bytea,
    -- The lease: held while workers.expires_at of that worker lies ahead. The epoch counts leases, so that a worker that
    -- lost one cannot write under it.
    add column lease_worker    uuid,
    add column lease_epoch     int not null default 0,
    -- Failures of the environment, not of the computation.
    add column attempts        int not null default 0,
    add column next_attempt_at timestamptz,
    -- Of a computation that failed only because an input did: the one where it began.
    add column error_root      bytea;

create sequence computations_submission_seq owned by computations.submission;
grant usage on sequence computations_submission_seq to public;

with waiting as (
    select tenant_id, output_handle, row_number() over (order by created_at, output_handle) as position
    from computations
    where not is_completed
)
update computations
set submission = waiting.position
from waiting
where computations.tenant_id = waiting.tenant_id and computations.output_handle = waiting.output_handle;

select setval('computations_submission_seq', coalesce(max(submission), 0) + 1, false) from computations;

alter table computations alter column submission set default nextval('computations_submission_seq');

-- Lease columns are in no index, so that claiming a row rewrites no index entry. Leased rows therefore stay in the first
-- index; there are only as many as all workers together hold.
create index computations_claimable_index on computations (tenant_id, submission)
    where not is_completed and not is_error and waits_for is null;
create index computations_waiting_index on computations (tenant_id, waits_for)
    where not is_completed and not is_error and waits_for is not null;

create table workers (
    worker_id  uuid primary key,
    -- host and process, for operators
    name       text        not null,
    started_at timestamptz not null default now(),
    expires_at timestamptz not null
) with (fillfactor = 50);

-- Rows are updated when claimed (in place, given room) and when completed; dead ones at the head of the queue cost every
-- claim, so they are cleared early, whatever the size of the history.
alter table computations set (
    fillfactor = 85,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.02,
    autovacuum_vacuum_cost_delay = 0
);
alter table ciphertexts set (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

-- Keys do not compress; stored plainly, a slice of one is read without reading the whole.
alter table tenants
    alter column sks_key set storage external,
    alter column public_params set storage external;
