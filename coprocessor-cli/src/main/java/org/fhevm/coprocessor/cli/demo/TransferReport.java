package org.fhevm.coprocessor.cli.demo;

import java.io.PrintWriter;
import java.math.BigInteger;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** Prints and checks the balances of a transfer. */
final class TransferReport {
    private TransferReport() {}

    /** @throws CommandFailure if the balances are not what they must be */
    static void print(Balances before, BigInteger amount, Balances after, PrintWriter out) {
        out.println();
        out.printf("  %-8s %12s %12s%n", "", "before", "after");
        row(out, "Alice", before.alice(), after.alice());
        row(out, "Bob", before.bob(), after.bob());
        row(out, "total", before.total(), after.total());
        out.println();
        out.flush();
        if (!after.equals(before.after(amount))) {
            throw new CommandFailure("the balances are wrong: " + before.after(amount) + " was expected");
        }
        out.println(
                after.equals(before) && amount.signum() != 0
                        ? "The payment was not covered, so nothing moved; the coprocessor cannot tell."
                        : "The balances add up.");
    }

    private static void row(PrintWriter out, String name, BigInteger before, BigInteger after) {
        out.printf("  %-8s %12s %12s%n", name, before, after);
    }
}
