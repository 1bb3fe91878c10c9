package org.fhevm.coprocessor.server.usecase;

/** The use cases, one for each call. */
public record UseCases(
        ScheduleComputations scheduleComputations,
        UploadInputs uploadInputs,
        TrivialEncryption trivialEncryption,
        FetchCiphertexts fetchCiphertexts) {}
