package org.fhevm.tfhe.benchmarks;

import org.openjdk.jmh.annotations.Fork;

/** What all benchmarks have in common: a JVM with the flags that the launcher sets, and a heap that keys fit into. */
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "-XX:ObjectAlignmentInBytes=64",
            "-XX:+UseTransparentHugePages",
            "-XX:+UseG1GC",
            "-Xms4g",
            "-Xmx4g"
        })
public abstract class EngineBenchmark {}
