package org.fhevm.coprocessor.cli.demo;

import java.math.BigInteger;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import picocli.CommandLine.Option;

/** Who has how much, and how much is paid. */
final class TransferAmounts {
    @Option(
            names = "--amount",
            paramLabel = "N",
            defaultValue = "10",
            description = "What Alice, who has 100, pays Bob, who has 20; try one that she does not have."
                    + " Default: ${DEFAULT-VALUE}")
    private BigInteger amount;

    BigInteger amount() {
        if (amount.signum() < 0 || amount.bitLength() > Long.SIZE) {
            throw new CommandFailure("an amount is a euint64, so it cannot be " + amount);
        }
        return amount;
    }

    Balances balances() {
        return new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
    }
}
