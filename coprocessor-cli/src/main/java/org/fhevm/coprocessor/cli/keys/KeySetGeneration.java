package org.fhevm.coprocessor.cli.keys;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.SafeSerializedCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;

/**
 * Generates a key set into a folder, or a common reference string, or both. It writes all files under temporary names
 * and replaces the previous set at the end. So a run that is interrupted during the generation, which takes seconds,
 * leaves the previous set, and one that is interrupted during the {@linkplain FileSetReplacement replacement} leaves an
 * incomplete set, but never keys that do not belong together. Only their owner can read the files.
 */
public final class KeySetGeneration {
    private static final int BUFFER_BYTES = 1 << 20;

    private final KeySetContent content;
    private final SecureRandom random;
    private final KeyGenerator.ProgressListener progress;
    private final Progress crsProgress;

    /**
     * @param progress of the keys
     * @param crsProgress of the common reference string
     */
    public KeySetGeneration(
            KeySetContent content, SecureRandom random, KeyGenerator.ProgressListener progress, Progress crsProgress) {
        this.content = content;
        this.random = random;
        this.progress = progress;
        this.crsProgress = crsProgress;
    }

    /** Generates the files and replaces those that are in the folder, which it creates if necessary. */
    public void writeTo(KeyFolder folder) throws IOException {
        Files.createDirectories(folder.path());
        if (!Files.isWritable(folder.path())) { // Asked now: generation takes a minute.
            throw new AccessDeniedException(folder.path().toString());
        }
        List<Path> files = new ArrayList<>();
        try {
            if (content.keys()) {
                writeKeys(folder, files);
            }
            if (content.crsShape().isPresent()) {
                writeCrs(content.crsShape().get(), folder, files);
            }
            new FileSetReplacement().replace(files);
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(OwnerOnlyFile.partial(file));
            }
        }
    }

    private void writeKeys(KeyFolder folder, List<Path> files) throws IOException {
        KeyGenerator generator = new KeyGenerator(content.parameters(), random, progress);
        ClientKey clientKey = generator.clientKey();
        CompactPublicKey publicKey = generator.compactPublicKey(clientKey);
        var serverKey = generator.serverKey(clientKey);
        write(ClientKeyCodec.INSTANCE, clientKey, folder.clientKey(), files);
        write(CompactPublicKeyCodec.INSTANCE, publicKey, folder.publicKey(), files);
        write(ServerKeyCodec.INSTANCE, serverKey, folder.serverKey(), files);
    }

    private void writeCrs(ProofShape shape, KeyFolder folder, List<Path> files) throws IOException {
        try (AllProcessors processors = new AllProcessors()) {
            PublicParameters crs = ParameterGenerator.generate(shape, random, processors.workers(), crsProgress);
            write(PublicParametersCodec.INSTANCE, crs, folder.publicParameters(), files);
        }
    }

    /** @param files receives the file, whose partial name may exist from then on */
    private static <T> void write(SafeSerializedCodec<T> codec, T key, Path file, List<Path> files) throws IOException {
        Path partial = OwnerOnlyFile.partial(file);
        files.add(file);
        try (OutputStream stream = new BufferedOutputStream(OwnerOnlyFile.open(partial), BUFFER_BYTES)) {
            codec.write(key, stream, SizeLimits.KEY);
        }
    }
}
