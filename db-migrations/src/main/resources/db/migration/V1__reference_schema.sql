-- The schema of the 0.6 backend, object by object. Every statement is a no-op where the object exists, so that a
-- database made by the reference's own tool comes up unchanged. Do not edit: later migrations only add.

set local client_min_messages to warning;

create table if not exists computations (
    tenant_id     int       not null,
    output_handle bytea     not null,
    output_type   smallint  not null,
    -- operands in order, handles and scalars mixed
    dependencies  bytea[]   not null,
    fhe_operation smallint  not null,
    created_at    timestamp not null default now(),
    completed_at  timestamp,
    is_scalar     boolean   not null,
    is_completed  boolean   not null default false,
    is_error      boolean   not null default false,
    error_message text,
    primary key (tenant_id, output_handle)
);

create table if not exists ciphertexts (
    tenant_id          int       not null,
    handle             bytea     not null,
    ciphertext         bytea     not null,
    ciphertext_version smallint  not null,
    ciphertext_type    smallint  not null,
    -- set when the value was part of an uploaded input
    input_blob_hash    bytea,
    input_blob_index   int       not null default 0,
    created_at         timestamp default now(),
    primary key (tenant_id, handle, ciphertext_version)
);

-- Uploaded inputs as they came, for audit.
create table if not exists input_blobs (
    tenant_id             int   not null,
    blob_hash             bytea not null,
    blob_data             bytea not null,
    blob_ciphertext_count int   not null,
    created_at            timestamp default now(),
    primary key (tenant_id, blob_hash)
);

create table if not exists tenants (
    tenant_id                  serial primary key,
    tenant_api_key             uuid  not null default gen_random_uuid(),
    -- signed: ids of 2^31 and above are stored wrapped
    chain_id                   int   not null,
    verifying_contract_address text  not null,
    acl_contract_address       text  not null,
    pks_key                    bytea not null,
    sks_key                    bytea not null,
    public_params              bytea not null,
    -- the secret key: test tenants only
    cks_key                    bytea,
    is_admin                   boolean default false
);

create index if not exists computations_dependencies_index on computations using gin (dependencies);
create index if not exists computations_completed_index on computations (is_completed);
create index if not exists computations_errors_index on computations (is_error);
create unique index if not exists tenants_by_api_key on tenants (tenant_api_key);
