package org.fhevm.coprocessor.cli.status.repository;

import java.util.function.Function;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.DSLContext;

/** Transactions that change nothing and in which no statement runs for long. */
final class ReadOnly {
    private final Transactions transactions;

    ReadOnly(Database database) {
        this.transactions = new Transactions(database);
    }

    <T> T call(Function<DSLContext, T> question) {
        return transactions.call(transaction -> {
            transaction.execute("set transaction read only");
            transaction.execute("set local statement_timeout = " + StatusRepository.TIME_LIMIT.toMillis());
            return question.apply(transaction);
        });
    }
}
