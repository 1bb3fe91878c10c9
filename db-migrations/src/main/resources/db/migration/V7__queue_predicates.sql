-- The indexes of the queue, with predicates that only our own statements can match. So far they said "not
-- is_completed", which the reference's indexes on is_completed and is_error match as well: when nothing was pending
-- while statistics were gathered, the planner expected one row from them, and read all that were pending, for each
-- claim and each search for one handle. No index is on this expression but these, and no statistics are kept of it.
-- (Not "is not true" either: a planner that knows the columns to be not null may turn that into "not".)
--
-- Our statements spell it in two ways. Those that walk an index say what it says, in its order: "not greatest(...)".
-- Those that name a row, by its key or its place, say "least(not is_completed, not is_error)", which no index has. The
-- reference's own indexes stay as they are, since its workers search by them.
--
-- A worker or server of the version before goes on working on this schema. It finds pending rows by the reference's
-- indexes then, and is slower the more there are: update it soon after. What writes computations waits while the
-- indexes are built.

drop index computations_claimable_index;
create index computations_claimable_index on computations (tenant_id, submission)
    where not greatest(is_completed, is_error) and waits_for is null;

-- With the order in which rows are woken: nothing else has this order, so rows of one input are never read by another
-- index.
drop index computations_waiting_index;
create index computations_waiting_index on computations (tenant_id, waits_for, submission)
    where not greatest(is_completed, is_error) and waits_for is not null;

drop index computations_suspect_index;
create index computations_suspect_index on computations (tenant_id, submission)
    where not greatest(is_completed, is_error) and waits_for is null and lost_leases >= 2;

-- Likewise ordered, so that those of a tenant are counted by no other index.
drop index computations_unknown_input_index;
create index computations_unknown_input_index on computations (tenant_id, unknown_input_deadline)
    where not greatest(is_completed, is_error) and waits_for is not null and unknown_input_deadline is not null;

drop index computations_overdue_input_index;
create index computations_overdue_input_index on computations (unknown_input_deadline)
    where not greatest(is_completed, is_error) and waits_for is not null and unknown_input_deadline is not null;
