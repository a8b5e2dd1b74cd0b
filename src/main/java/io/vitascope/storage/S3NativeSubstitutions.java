package io.vitascope.storage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.auth.aws.crt.internal.signer.DefaultAwsCrtV4aHttpSigner;

/**
 * In a native executable the S3 client has no AWS CRT, as it has none in the JVM: a library of C that it takes when it
 * is there, for checksums that we don't ask for and for access points in several regions. The image's builder follows
 * every way, also those that end there.
 */
final class S3NativeSubstitutions {

    private static final String WHY = "The AWS CRT is not part of Vitascope";

    private S3NativeSubstitutions() {}

    @TargetClass(className = "software.amazon.awssdk.checksums.internal.ChecksumProvider")
    static final class Checksums {

        @Substitute
        static SdkChecksum createCrtCrc32C() {
            throw new UnsupportedOperationException(WHY);
        }

        @Substitute
        static SdkChecksum crc64NvmeCrtImplementation() {
            throw new UnsupportedOperationException(WHY);
        }

        @Substitute
        static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
            throw new UnsupportedOperationException(WHY + ": " + algorithm.algorithmId());
        }
    }

    @TargetClass(className = "software.amazon.awssdk.http.auth.aws.internal.signer.util.OptionalDependencyLoaderUtil")
    static final class Signers {

        @Substitute
        public static DefaultAwsCrtV4aHttpSigner getDefaultAwsCrtV4aHttpSigner() {
            throw new UnsupportedOperationException(WHY);
        }
    }
}
