package dev.tandem.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.online.embedded.LocalRedis;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS, with a certificate that nobody has signed but itself. */
class RedissTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final int tlsPort = LocalRedis.freePort();
    private LocalRedis redis;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        keytool(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        Key key = keys.getKey("redis", STORE_PASSWORD);
        Path certificate =
                pem(folder, "CERTIFICATE", keys.getCertificate("redis").getEncoded());
        redis = LocalRedis.start(
                folder,
                "--tls-port",
                "" + tlsPort,
                "--tls-cert-file",
                certificate.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-key-file",
                pem(folder, "PRIVATE KEY", key.getEncoded()).toString(),
                "--tls-auth-clients",
                "no");
    }

    private static void keytool(Path store) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static Path pem(Path folder, String kind, byte[] encoded) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return Files.writeString(
                folder.resolve(kind + ".pem"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void a_certificate_that_cannot_be_trusted_is_refused() {
        assertThatThrownBy(() -> OnlineStore.connect(uri(), "test", OnlineSettings.DEFAULT))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void rows_travel_over_tls_when_the_certificate_need_not_be_trusted() {
        try (OnlineStore store = OnlineStore.connect(uri() + "?verifyPeer=NONE", "test", OnlineSettings.DEFAULT)) {
            store.write(List.of(TestRows.write(1, TestRows.row(1, "secret"))));

            assertThat(OnlineStoreContract.texts(store, TestRows.address(1))).containsExactly("secret");
        }
    }

    private String uri() {
        return "rediss://127.0.0.1:" + tlsPort;
    }
}
