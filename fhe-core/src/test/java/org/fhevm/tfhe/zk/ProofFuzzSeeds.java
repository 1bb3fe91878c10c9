package org.fhevm.tfhe.zk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;

/** Makes the seeds of {@link ProofFuzzTest}: lists of the vectors, parameters in miniature, and points. */
final class ProofFuzzSeeds {
    private final Path folder;

    private ProofFuzzSeeds(Path folder) {
        this.folder = folder;
    }

    /** @param arguments the folder of inputs, one folder for each fuzz test in it */
    public static void main(String... arguments) throws IOException {
        ProofFuzzSeeds seeds = new ProofFuzzSeeds(Path.of(arguments[0]));
        for (String name : new String[] {
            "list_verifyload_u4",
            "list_proofload_u8_bool",
            "nonsubgroup_pi_verifyload",
            "noncanonical_pi_verifyload",
            "partial_options_nokzg"
        }) {
            seeds.write("provenList", name, ProofFiles.FILES.bytes("toy/" + name + ".bin"));
        }
        PublicParameters miniature =
                ProverTest.trapdoorParameters(new ProofShape(2, 1, 0, 2, 1), BigInteger.valueOf(123_456_789), "fuzz/");
        seeds.write("publicParameters", "miniature", PublicParametersCodec.INSTANCE.write(miniature));
        for (Group group : Group.values()) {
            CurvePoint point = group.generator().multiply(BigInteger.valueOf(77));
            seeds.write("point", group + "_uncompressed", form(group.ordinal(), point));
            seeds.write("point", group + "_compressed", form(group.ordinal() + 2, point));
        }
    }

    private static byte[] form(int first, CurvePoint point) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        for (long[] coordinate : new long[][] {point.x(), point.y()}) {
            ByteBuffer buffer = ByteBuffer.allocate(8 * coordinate.length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asLongBuffer().put(coordinate);
            bytes.write(buffer.array());
        }
        return bytes.toByteArray();
    }

    private void write(String test, String name, byte[] content) throws IOException {
        Files.createDirectories(folder.resolve(test));
        Files.write(folder.resolve(test).resolve(name), content);
    }
}
