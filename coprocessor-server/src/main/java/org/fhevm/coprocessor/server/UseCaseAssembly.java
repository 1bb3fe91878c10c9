package org.fhevm.coprocessor.server;

import org.fhevm.coprocessor.common.repository.AttestationRepository;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextSizes;
import org.fhevm.coprocessor.common.repository.KnownHandles;
import org.fhevm.coprocessor.common.repository.StoredInputs;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.usecase.Arrivals;
import org.fhevm.coprocessor.server.usecase.AttestedCiphertexts;
import org.fhevm.coprocessor.server.usecase.AwaitedInputs;
import org.fhevm.coprocessor.server.usecase.CallerKeys;
import org.fhevm.coprocessor.server.usecase.FetchCiphertexts;
import org.fhevm.coprocessor.server.usecase.FheTasks;
import org.fhevm.coprocessor.server.usecase.InputProofCheck;
import org.fhevm.coprocessor.server.usecase.ScheduleComputations;
import org.fhevm.coprocessor.server.usecase.TrivialEncryption;
import org.fhevm.coprocessor.server.usecase.UploadInputs;
import org.fhevm.coprocessor.server.usecase.UseCases;
import org.jspecify.annotations.Nullable;

/** Makes the use cases of a server from its configuration and its parts. */
final class UseCaseAssembly {
    private final ServerConfig config;
    private final ServerDaemon.Parts parts;
    private final InputProofCheck proofs;
    private final FheTasks tasks;
    private final @Nullable ResultListening listening;
    private final Database database;
    private final Transactions transactions;
    private final Arrivals arrivals;

    /** @param listening null if calls do not wait for results */
    UseCaseAssembly(
            ServerConfig config,
            ServerDaemon.Parts parts,
            InputProofCheck proofs,
            FheTasks tasks,
            @Nullable ResultListening listening) {
        this.config = config;
        this.parts = parts;
        this.proofs = proofs;
        this.tasks = tasks;
        this.listening = listening;
        this.database = parts.database();
        this.transactions = new Transactions(database);
        this.arrivals = new Arrivals(transactions);
    }

    UseCases useCases() {
        return new UseCases(scheduleComputations(), uploadInputs(), trivialEncryption(), fetchCiphertexts());
    }

    private ScheduleComputations scheduleComputations() {
        return new ScheduleComputations(
                new KnownHandles(database.dsl()),
                new AwaitedInputs(
                        config.unknownInputs(), new BlockedComputations(database.dsl()), MonotonicClock.system()),
                arrivals,
                transactions);
    }

    private UploadInputs uploadInputs() {
        return new UploadInputs(
                config.limits(),
                config.capacity(),
                config.fairness().waiting().upload(),
                new CallerKeys(parts.keys()),
                proofs,
                tasks,
                new StoredInputs(database.dsl()),
                transactions,
                arrivals,
                parts.signers(),
                parts.recent());
    }

    private TrivialEncryption trivialEncryption() {
        return new TrivialEncryption(
                config.fairness().trivialEncryption(),
                config.capacity().maximumBlocksPerEncryption(),
                parts.keys(),
                tasks,
                transactions,
                arrivals);
    }

    private FetchCiphertexts fetchCiphertexts() {
        return new FetchCiphertexts(
                new CiphertextSizes(database.dsl()),
                new CiphertextRepository(database.dsl()),
                new AttestedCiphertexts(new AttestationRepository(database.dsl())),
                parts.signers(),
                listening == null
                        ? null
                        : new FetchCiphertexts.ResultWait(
                                listening.reads(), config.fairness().waiting().pending()));
    }
}
