-- API keys with rights: several for each tenant, each with a name and perhaps an end. Only added to, as V2. The
-- reference knows tenants.tenant_api_key alone, which stays valid, with all rights, until an operator retires it.

create table api_keys (
    tenant_id    int         not null references tenants on delete cascade,
    -- For operators and log lines. The key in the column of that name goes by tenant_api_key.
    name         text        not null check (name ~ '^[A-Za-z0-9._-]{1,64}$' and name <> 'tenant_api_key'),
    -- SHA-256 of the 16 bytes of the UUID in the order of its digits, which is sha256(uuid_send(key)).
    digest       bytea       not null check (octet_length(digest) = 32),
    rights       text[]      not null check (
        cardinality(rights) between 1 and 5 and array_ndims(rights) = 1
        and rights <@ array['schedule', 'upload', 'read', 'trivial-encrypt', 'all']),
    created_at   timestamptz not null default now(),
    -- Bounded, so that servers can read it: one row must not spoil the look-up of others.
    expires_at   timestamptz check (expires_at between '2000-01-01 00:00Z' and '9999-01-01 00:00Z'),
    revoked_at   timestamptz,
    -- To the minute.
    last_used_at timestamptz,
    primary key (tenant_id, name)
);
create unique index api_keys_by_digest on api_keys (digest);

-- Since when the key in tenant_api_key is no longer accepted. The column itself is never null for the reference.
alter table tenants add column api_key_retired_at timestamptz;

-- Servers look up both kinds of key by digest, so that no statement contains a key.
create index tenants_by_api_key_digest on tenants (sha256(uuid_send(tenant_api_key)))
    where api_key_retired_at is null;
