-- What was attested of each handle, so that no handle is attested with two ciphertexts. A row is written before the
-- first signature for its handle leaves the server, and never changes. The reference's programs know nothing of it: a
-- ciphertext that one of them stores has no row until it is attested here for the first time.

create table attestations (
    tenant_id         int         not null,
    handle            bytea       not null,
    -- Keccak-256 of the ciphertext as stored: what a signature of GetCiphertexts covers
    ciphertext_digest bytea       not null,
    attested_at       timestamptz not null default now(),
    primary key (tenant_id, handle)
);
