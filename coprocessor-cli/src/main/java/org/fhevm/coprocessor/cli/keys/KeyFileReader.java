package org.fhevm.coprocessor.cli.keys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.serialization.ByteInput;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.SafeSerializedReader;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.zk.PublicParameters;

/** Reads keys from files. Every failure is a {@link CommandFailure} that names the file and its expected content. */
public final class KeyFileReader {
    private KeyFileReader() {}

    public static ClientKey clientKey(Path file) {
        return read(ClientKeyCodec.INSTANCE, file, "client key");
    }

    public static CompactPublicKey publicKey(Path file) {
        return read(CompactPublicKeyCodec.INSTANCE, file, "compact public key");
    }

    public static ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> serverKey(Path file) {
        return read(ServerKeyCodec.INSTANCE, file, "server key");
    }

    /** The common reference string, whose points are not checked yet. */
    public static PublicParameters publicParameters(Path file) {
        return read(PublicParametersCodec.INSTANCE, file, "common reference string");
    }

    private static <T> T read(SafeSerializedReader<T> codec, Path file, String what) {
        try (Arena arena = Arena.ofShared()) {
            if (Files.size(file) == 0) {
                throw new CommandFailure("the " + what + " " + file + " is empty");
            }
            return codec.read(ByteInput.map(file, arena), codec.defaultLimit());
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no " + what + " at " + file, e);
        } catch (IOException e) {
            throw new CommandFailure("cannot read the " + what + " " + file + ": " + FileFailure.reason(e), e);
        } catch (MalformedInputException e) {
            throw new CommandFailure(file + " is not a usable " + what + ": " + e.getMessage(), e);
        }
    }
}
