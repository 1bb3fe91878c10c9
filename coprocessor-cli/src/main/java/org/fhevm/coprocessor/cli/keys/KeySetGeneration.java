package org.fhevm.coprocessor.cli.keys;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.EnvelopeCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;

/**
 * Generates a key set into a folder. All files are written under other names first and renamed together at the end, so that
 * an interrupted run leaves either the set that was there or none, never keys that do not belong together. The files can be
 * read by their owner only.
 */
public final class KeySetGeneration {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ParameterSet parameters;
    private final SecureRandom random;
    private final KeyGenerator.ProgressListener progress;

    public KeySetGeneration(ParameterSet parameters, SecureRandom random, KeyGenerator.ProgressListener progress) {
        this.parameters = parameters;
        this.random = random;
        this.progress = progress;
    }

    /** Replaces what is in the folder, which is created if need be. */
    public void writeTo(KeyFolder folder) throws IOException {
        Files.createDirectories(folder.path());
        KeyGenerator generator = new KeyGenerator(parameters, random, progress);
        ClientKey clientKey = generator.clientKey();
        CompactPublicKey publicKey = generator.compactPublicKey(clientKey);
        var serverKey = generator.serverKey(clientKey);

        Map<Path, Path> renames = new LinkedHashMap<>();
        try {
            write(ClientKeyCodec.INSTANCE, clientKey, folder.clientKey(), renames);
            write(CompactPublicKeyCodec.INSTANCE, publicKey, folder.publicKey(), renames);
            write(ServerKeyCodec.INSTANCE, serverKey, folder.serverKey(), renames);
            for (Map.Entry<Path, Path> rename : renames.entrySet()) {
                Files.move(rename.getKey(), rename.getValue(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            for (Path partial : renames.keySet()) {
                Files.deleteIfExists(partial);
            }
        }
    }

    private static <T> void write(EnvelopeCodec<T> codec, T key, Path target, Map<Path, Path> renames)
            throws IOException {
        Path partial = OwnerOnlyFile.partial(target);
        renames.put(partial, target);
        try (OutputStream stream = new BufferedOutputStream(OwnerOnlyFile.open(partial), BUFFER_BYTES)) {
            codec.write(key, stream, SizeLimits.KEY);
        }
    }
}
