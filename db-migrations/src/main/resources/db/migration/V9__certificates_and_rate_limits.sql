-- Client certificates that stand for API keys, and rate limits. Only added to, as V8.

-- A caller whose certificate has one of these names is a caller of the tenant. No two tenants share a name.
create table certificate_grants (
    name       text        primary key check (name ~ '^[!-~]{1,255}$'),
    tenant_id  int         not null references tenants on delete cascade,
    rights     text[]      not null check (
        cardinality(rights) between 1 and 5 and array_ndims(rights) = 1
        and rights <@ array['schedule', 'upload', 'read', 'trivial-encrypt', 'all']),
    created_at timestamptz not null default now()
);
create index certificate_grants_by_tenant on certificate_grants (tenant_id);

-- What a tenant's callers may use in a second, where that is not what the flags of the server say.
create table rate_limits (
    tenant_id    int    not null references tenants on delete cascade,
    access_right text   not null check (access_right in ('schedule', 'upload', 'read', 'trivial-encrypt')),
    unit         text   not null check (unit in ('calls', 'computations', 'blocks', 'bytes')),
    -- Null for no limit.
    per_second   bigint check (per_second >= 1),
    primary key (tenant_id, access_right, unit)
);
