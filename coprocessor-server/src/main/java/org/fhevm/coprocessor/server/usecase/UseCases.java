package org.fhevm.coprocessor.server.usecase;

/** All that a caller may ask for. */
public record UseCases(
        ScheduleComputations scheduleComputations,
        UploadInputs uploadInputs,
        TrivialEncryption trivialEncryption,
        FetchCiphertexts fetchCiphertexts) {}
