-- The span in whose trace a computation was scheduled, so that the worker's spans continue it. Only added to, as V2:
-- servers without tracing, and the reference's, leave it null. Neither the column nor its check reads a row: the column
-- has no default, and the check holds for rows that are written from now on, as those that are there have null.

alter table computations
    -- trace id, span id and flags of W3C Trace Context, as bytes
    add column trace_context bytea;
alter table computations
    add constraint computations_trace_context_check check (octet_length(trace_context) = 25) not valid;
