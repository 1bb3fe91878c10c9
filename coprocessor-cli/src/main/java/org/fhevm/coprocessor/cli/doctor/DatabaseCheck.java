package org.fhevm.coprocessor.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.doctor.Finding.Broken;
import org.fhevm.coprocessor.cli.doctor.Finding.Doubtful;
import org.fhevm.coprocessor.cli.doctor.Finding.Fine;
import org.fhevm.coprocessor.cli.tenant.repository.HeldTenants;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.SharedVerifiers;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.jooq.exception.DataAccessException;

/** The database, its schema, and the tenants' keys in it. */
final class DatabaseCheck {
    private DatabaseCheck() {}

    static List<Finding> findings(DatabaseUrl url, Policy inputProofs) {
        List<Finding> findings = new ArrayList<>();
        try (Database database = CommandDatabase.open(url)) {
            findings.add(new Fine("database", url + " answers"));
            List<String> pending = database.migrations().pending();
            if (pending.isEmpty()) {
                findings.add(database.migrations()
                        .newerVersion()
                        .map(newer -> (Finding) new Doubtful(
                                "schema", "migrated by a newer version of this program, to version " + newer))
                        .orElse(new Fine("schema", "up to date")));
                TenantRepository tenants = new TenantRepository(database);
                List<TenantRecord> all = tenants.all();
                findings.addAll(tenants(tenants, all, inputProofs));
                findings.addAll(held(HeldTenants.read(database), all));
            } else {
                findings.add(new Broken("schema", "lacks " + pending + "; run: coprocessor migrate"));
            }
        } catch (CommandFailure e) {
            findings.add(new Broken("database", String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private static List<Finding> held(HeldTenants held, List<TenantRecord> all) {
        return all.stream()
                .flatMap(tenant -> held.reason(tenant.id()).stream()
                        .map(reason -> (Finding) new Doubtful("tenant " + tenant.id(), reason)))
                .toList();
    }

    private static List<Finding> tenants(TenantRepository tenants, List<TenantRecord> all, Policy inputProofs) {
        if (all.isEmpty()) {
            return List.of(new Doubtful("tenants", "none; add one with: coprocessor tenant add"));
        }
        // Loading keys takes an executor for later computations; there are none here.
        try (FhePool pool = new FhePool(1)) {
            TenantLoader loader = new EngineTenantLoader(pool);
            List<Finding> findings = new ArrayList<>(all.stream()
                    .map(tenant -> keys(tenants, loader, tenant, inputProofs))
                    .toList());
            SharedVerifiers.among(all).forEach(shared -> findings.add(new Doubtful("signing", shared.warning())));
            return findings;
        }
    }

    private static Finding keys(
            TenantRepository tenants, TenantLoader loader, TenantRecord tenant, Policy inputProofs) {
        String subject = "tenant " + tenant.id();
        try {
            return tenants.withKeys(tenant.id(), (row, keys) -> {
                        loader.read(row, keys);
                        return keys.size(KeyPart.PUBLIC_PARAMETERS) == 0
                                ? (Finding) new Doubtful(
                                        subject,
                                        "keys are usable; no common reference string" + consequence(inputProofs))
                                : new Fine(subject, "keys are usable");
                    })
                    .orElseGet(() -> new Broken(subject, "vanished during the check"));
        } catch (CoprocessorException e) {
            return new Broken(subject, String.valueOf(e.getMessage()));
        } catch (DataAccessException e) {
            return new Broken(
                    subject,
                    e.getCause() instanceof MalformedInputException malformed
                            ? "its keys cannot be read: " + malformed.getMessage()
                            : "its keys cannot be fetched: " + e.getMessage());
        }
    }

    private static String consequence(Policy inputProofs) {
        return inputProofs.verifies() ? ", without which servers that verify proofs take no inputs" : "";
    }
}
