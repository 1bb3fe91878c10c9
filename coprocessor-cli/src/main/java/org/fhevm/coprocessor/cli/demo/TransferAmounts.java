package org.fhevm.coprocessor.cli.demo;

import java.math.BigInteger;
import java.util.List;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.operation.FheType;
import picocli.CommandLine.Option;

/** The balances, the payment, and their type. */
final class TransferAmounts {
    private static final List<FheType> TYPES =
            List.of(FheType.UINT8, FheType.UINT16, FheType.UINT32, FheType.UINT64, FheType.UINT128, FheType.UINT256);

    @Option(
            names = "--amount",
            paramLabel = "N",
            defaultValue = "10",
            description = "What Alice, who has 100, pays Bob, who has 20; try one that she does not have."
                    + " Default: ${DEFAULT-VALUE}")
    private BigInteger amount;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "euint64",
            description = "Type of balances and amount, euint8 to euint256. Default: ${DEFAULT-VALUE}")
    private String type;

    BigInteger amount() {
        if (amount.signum() < 0 || amount.bitLength() > type().bits()) {
            throw new CommandFailure("an amount is a " + FheNames.of(type()) + ", so it cannot be " + amount);
        }
        return amount;
    }

    FheType type() {
        try {
            return FheNames.type(type, TYPES);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    Balances balances() {
        return new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
    }
}
