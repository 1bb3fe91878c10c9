package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.tenant.repository.TenantBacklog;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.TenantKeyRing;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.common.repository.RateLimitRepository;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * All that the database has about a tenant, for operators: neither API keys nor the content of FHE keys.
 *
 * @param keys all parts of the key set
 * @param certificates names that stand for API keys
 */
record TenantDetails(
        TenantRecord tenant,
        TenantState state,
        List<StoredKey> keys,
        TenantKeyRing apiKeys,
        List<String> certificates,
        RateLimits limits,
        TenantBacklog backlog) {
    TenantDetails {
        keys = List.copyOf(keys);
        certificates = List.copyOf(certificates);
    }

    /** @throws CommandFailure if there is no such tenant */
    static TenantDetails of(Database database, TenantId id) {
        TenantState state = new TenantStates(database).of(id).orElseThrow(() -> noSuchTenant(id));
        return new TenantRepository(database)
                .withKeys(id, (tenant, keys) -> Map.entry(tenant, described(keys)))
                .map(found -> new TenantDetails(
                        found.getKey(),
                        state,
                        found.getValue(),
                        new ApiKeyRepository(database.dsl()).keysOf(id).orElseThrow(() -> noSuchTenant(id)),
                        certificates(database, id),
                        new RateLimitRepository(database.dsl()).of(id).orElse(RateLimits.NONE),
                        TenantBacklog.of(database, id)))
                .orElseThrow(() -> noSuchTenant(id));
    }

    private static CommandFailure noSuchTenant(TenantId id) {
        return new CommandFailure("there is no tenant " + id);
    }

    private static List<String> certificates(Database database, TenantId id) {
        return new CertificateGrantRepository(database.dsl())
                .all().stream()
                        .filter(grant -> grant.tenant().equals(id))
                        .map(CertificateGrant::name)
                        .toList();
    }

    private static List<StoredKey> described(StoredKeySet keys) throws IOException {
        List<StoredKey> described = new ArrayList<>();
        for (KeyPart part : KeyPart.values()) {
            described.add(StoredKey.of(keys, part));
        }
        return described;
    }

    /** Number of the named API keys that are valid now. */
    long validApiKeys() {
        Instant now = Instant.now();
        return apiKeys.keys().stream().filter(key -> key.isValidAt(now)).count();
    }

    /** Name and value of each line. */
    Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("tenant", tenant.id().toString());
        lines.put("state", state.word() + since(state.disabledAt(), "disabled") + since(state.pausedAt(), "paused"));
        lines.put("chain", tenant.chainId().toString());
        lines.put("ACL contract", PrintableText.of(tenant.aclContractAddress()));
        lines.put("InputVerifier contract", PrintableText.of(tenant.verifyingContractAddress()));
        lines.put("weight", Integer.toString(state.weight()));
        lines.put("priority", Integer.toString(state.priority()));
        keys.forEach(key -> lines.put(key.kind(), key.description()));
        Instant changed = state.keysChangedAt();
        lines.put("keys changed", changed == null ? "no change recorded" : seconds(changed));
        putCredentials(lines);
        lines.put("rate limits", limits.entries().isEmpty() ? "those of --server-rate-limit" : limits.toString());
        lines.put("computations pending", backlog.claimable() + ", of them in flight: " + backlog.inFlight());
        lines.put("computations blocked", backlog.blocked().toString());
        lines.put("computations failed", backlog.failed().toString());
        lines.put("ciphertexts", backlog.ciphertexts().toString());
        return lines;
    }

    private void putCredentials(Map<String, String> lines) {
        long valid = validApiKeys();
        lines.put("API keys", valid + " valid, " + (apiKeys.keys().size() - valid) + " ended");
        lines.put("API key of 0.6", apiKeys.columnKeyRetiredAt() == null ? "valid" : "retired");
        lines.put(
                "certificates",
                certificates.isEmpty() ? "none" : certificates.stream().collect(Collectors.joining(", ")));
    }

    private static String since(@Nullable Instant time, String what) {
        return time == null ? "" : ", " + what + " since " + seconds(time);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
