package org.fhevm.coprocessor.server.grpc;

import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorImplBase;
import io.grpc.fhevmcoprocessor.GenericResponse;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.stub.StreamObserver;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.auth.Authenticator;
import org.fhevm.coprocessor.server.usecase.Caller;
import org.fhevm.coprocessor.server.usecase.UseCases;

/**
 * The four calls. Their sizes are checked here, and whose they are is found out here; that the size of AsyncCompute comes
 * before the caller's key and the others' after it is what callers observe.
 *
 * <p>Methods throw; what is answered then is decided by {@link ErrorInterceptor}.
 */
final class CoprocessorService extends FhevmCoprocessorImplBase {

    private static final GenericResponse ACCEPTED =
            GenericResponse.newBuilder().setResponseCode(0).build();

    private final LimitsConfig limits;
    private final Authenticator authenticator;
    private final UseCases useCases;

    CoprocessorService(LimitsConfig limits, Authenticator authenticator, UseCases useCases) {
        this.limits = limits;
        this.authenticator = authenticator;
        this.useCases = useCases;
    }

    @Override
    public void asyncCompute(AsyncComputeRequest request, StreamObserver<GenericResponse> response) {
        int count = request.getComputationsCount();
        refuseIf(
                count > limits.maximumComputations(),
                new CoprocessorError.TooManyComputations(limits.maximumComputations(), count));
        TenantId tenant = tenant();
        useCases.scheduleComputations().schedule(tenant, WireRequests.computations(request));
        answer(response, ACCEPTED);
    }

    @Override
    public void trivialEncryptCiphertexts(TrivialEncryptBatch request, StreamObserver<GenericResponse> response) {
        Caller caller = caller();
        useCases.trivialEncryption().encrypt(caller, WireRequests.clearValues(request));
        answer(response, ACCEPTED);
    }

    @Override
    public void uploadInputs(InputUploadBatch request, StreamObserver<InputUploadResponse> response) {
        Caller caller = caller();
        int count = request.getInputCiphertextsCount();
        refuseIf(count > limits.maximumBlobs(), new CoprocessorError.TooManyBlobs(limits.maximumBlobs(), count));
        answer(response, WireResponses.uploaded(useCases.uploadInputs().upload(caller, WireRequests.inputs(request))));
    }

    @Override
    public void getCiphertexts(GetCiphertextBatch request, StreamObserver<GetCiphertextResponse> response) {
        Caller caller = caller();
        int count = request.getHandlesCount();
        refuseIf(
                count > limits.maximumHandles(),
                new CoprocessorError.TooManyHandlesRequested(limits.maximumHandles(), count));
        answer(
                response,
                WireResponses.fetched(useCases.fetchCiphertexts().fetch(caller, WireRequests.handles(request))));
    }

    private TenantId tenant() {
        TenantId tenant = authenticator.authenticate(CallContext.API_KEY.get());
        RequestIdInterceptor.logTenant(tenant);
        return tenant;
    }

    private Caller caller() {
        return new Caller(tenant(), CallPresence.current());
    }

    private static void refuseIf(boolean wrong, CoprocessorError error) {
        if (wrong) {
            throw new CoprocessorException(error);
        }
    }

    private static <A> void answer(StreamObserver<A> response, A message) {
        response.onNext(message);
        response.onCompleted();
    }
}
