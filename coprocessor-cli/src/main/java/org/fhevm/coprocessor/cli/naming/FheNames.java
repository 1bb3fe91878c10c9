package org.fhevm.coprocessor.cli.naming;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Names of operations ({@code add}, {@code if_then_else}) and of types as contracts write them ({@code euint64}). */
public final class FheNames {
    private FheNames() {}

    /** The name in the table of operations, in lower case, without the prefix {@code bit_}: {@code and}. */
    public static String of(FheOperation operation) {
        String name = operation.name().toLowerCase(Locale.ROOT);
        return name.startsWith("bit_") ? name.substring("bit_".length()) : name;
    }

    /** As in Solidity: {@code ebool}, {@code euint64}, {@code ebytes256}. */
    public static String of(FheType type) {
        return "e" + type.name().toLowerCase(Locale.ROOT);
    }

    /** The name of the operation with this wire code, or the code itself if there is no such operation. */
    public static String operation(int code) {
        return FheOperation.fromCode(code).map(FheNames::of).orElse("operation " + code);
    }

    /** The name of the type with this code, or the code itself if there is no such type. */
    public static String type(int code) {
        return FheType.fromCode(code).map(FheNames::of).orElse("type " + code);
    }

    /** @throws IllegalArgumentException if there is no such operation; the message lists those there are */
    public static FheOperation operation(String name, Collection<FheOperation> choices) {
        return find(name, choices, FheNames::of, "operation");
    }

    /** @throws IllegalArgumentException if there is no such type; the message lists those there are */
    public static FheType type(String name, Collection<FheType> choices) {
        return find(name, choices, FheNames::of, "type");
    }

    /** All types. */
    public static Collection<FheType> types() {
        return Arrays.asList(FheType.values());
    }

    private static <T> T find(String name, Collection<T> choices, Function<T, String> namer, String what) {
        return choices.stream()
                .filter(choice -> namer.apply(choice).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + what + " " + name + " here; there are "
                        + choices.stream().map(namer).collect(Collectors.joining(", "))));
    }
}
