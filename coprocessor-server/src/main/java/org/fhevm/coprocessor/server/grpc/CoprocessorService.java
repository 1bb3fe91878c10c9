package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorImplBase;
import io.grpc.fhevmcoprocessor.GenericResponse;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.usecase.Caller;
import org.fhevm.coprocessor.server.usecase.UseCases;

/**
 * The four calls. Their caller is known and their requests are within bounds: {@link AdmissionInterceptor} and {@link
 * BoundedRequests} have checked that.
 *
 * <p>Methods throw exceptions, which {@link ErrorInterceptor} answers.
 */
final class CoprocessorService extends FhevmCoprocessorImplBase {
    private static final GenericResponse ACCEPTED =
            GenericResponse.newBuilder().setResponseCode(0).build();

    /** The answer for a list of 255 values: a handle and a type for each, and addresses, a hash and a signature. */
    private static final int BYTES_PER_UPLOADED_INPUT = 255 * 48 + 512;

    private final UseCases useCases;

    CoprocessorService(UseCases useCases) {
        this.useCases = useCases;
    }

    @Override
    public void asyncCompute(AsyncComputeRequest request, StreamObserver<GenericResponse> response) {
        AuditedCall.begins(
                request.getComputationsCount(),
                index -> request.getComputations(index).getOutputHandle());
        CallContext.call().spend(RateUnit.COMPUTATIONS, request.getComputationsCount());
        useCases.scheduleComputations().schedule(tenant(), WireRequests.computations(request));
        answer(response, ACCEPTED);
    }

    @Override
    public void trivialEncryptCiphertexts(TrivialEncryptBatch request, StreamObserver<GenericResponse> response) {
        AuditedCall.begins(
                request.getValuesCount(), index -> request.getValues(index).getHandle());
        useCases.trivialEncryption().encrypt(caller(), WireRequests.clearValues(request));
        answer(response, ACCEPTED);
    }

    @Override
    public void uploadInputs(InputUploadBatch request, StreamObserver<InputUploadResponse> response) {
        AuditedCall.begins(request.getInputCiphertextsCount());
        // Before anything is stored, since the caller would have to repeat a call that is refused afterwards.
        CallContext.call().reserveAnswer((long) request.getInputCiphertextsCount() * BYTES_PER_UPLOADED_INPUT);
        InputUploadResponse uploaded =
                WireResponses.uploaded(useCases.uploadInputs().upload(caller(), WireRequests.inputs(request)));
        auditUpload(uploaded);
        answer(response, uploaded);
    }

    private static void auditUpload(InputUploadResponse uploaded) {
        List<ByteString> handles = uploaded.getUploadResponsesList().stream()
                .flatMap(list -> list.getInputHandlesList().stream())
                .map(InputCiphertextResponseHandle::getHandle)
                .toList();
        AuditedCall.isAbout(handles.size(), handles::get);
    }

    /** Measures the answer and takes room for it before reading any of it. */
    @Override
    public void getCiphertexts(GetCiphertextBatch request, StreamObserver<GetCiphertextResponse> response) {
        Caller caller = caller();
        AuditedCall.begins(request.getHandlesCount(), request::getHandles);
        List<Handle> handles = WireRequests.handles(request);
        Map<Handle, Long> sizes = useCases.fetchCiphertexts().sizes(caller, handles);
        long bytes = WireResponses.sizeOf(handles, sizes);
        CallContext.call().spend(RateUnit.BYTES, bytes);
        CallContext.call().reserveAnswer(bytes);
        answer(response, WireResponses.fetched(useCases.fetchCiphertexts().fetch(caller, handles, sizes.keySet())));
    }

    private static TenantId tenant() {
        TenantId tenant = CallContext.call().tenant();
        RequestIdInterceptor.logTenant(tenant);
        return tenant;
    }

    private static Caller caller() {
        return new Caller(tenant(), CallPresence.current(), CallContext.call(), CallContext.call());
    }

    private static <A> void answer(StreamObserver<A> response, A message) {
        AuditedCall.answers();
        response.onNext(message);
        response.onCompleted();
    }
}
