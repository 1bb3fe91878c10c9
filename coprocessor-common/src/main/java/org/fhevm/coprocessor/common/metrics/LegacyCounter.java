package org.fhevm.coprocessor.common.metrics;

import java.util.Locale;

/** The counters of the 0.6 backend, under its names. */
public enum LegacyCounter {
    UPLOAD_INPUTS_COUNT("calls of UploadInputs"),
    UPLOAD_INPUTS_ERRORS("failed calls of UploadInputs"),
    ASYNC_COMPUTE_COUNT("calls of AsyncCompute"),
    ASYNC_COMPUTE_ERRORS("failed calls of AsyncCompute"),
    TRIVIAL_ENCRYPT_COUNT("calls of TrivialEncryptCiphertexts"),
    TRIVIAL_ENCRYPT_ERRORS("failed calls of TrivialEncryptCiphertexts"),
    GET_CIPHERTEXTS_COUNT("calls of GetCiphertexts"),
    GET_CIPHERTEXTS_ERRORS("failed calls of GetCiphertexts"),
    WORKER_ERRORS("infrastructure failures of the worker"),
    WORK_ITEMS_POLLS("searches for work by timer"),
    WORK_ITEMS_NOTIFICATIONS("searches for work after an announcement"),
    WORK_ITEMS_FOUND("computations claimed"),
    WORK_ITEMS_ERRORS("computations that failed for good"),
    WORK_ITEMS_PROCESSED("results that this worker computed and stored");

    private final String description;

    LegacyCounter(String description) {
        this.description = description;
    }

    String metricName() {
        return "coprocessor_" + name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }
}
