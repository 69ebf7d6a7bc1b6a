package dev.tandem.sdk;

import static dev.tandem.sdk.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind HTTPS, with a certificate for 127.0.0.1 that nobody has signed but itself. */
class TlsTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private static SSLContext own;
    private static ScriptedServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        keytool(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        KeyManagerFactory key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        key.init(keys, STORE_PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        own = SSLContext.getInstance("TLS");
        own.init(key.getKeyManagers(), trust.getTrustManagers(), null);
        server = ScriptedServer.startWithTls(own);
        server.on("/schema", json(Documents.schema(10, ScriptedServerCase.KEYS, ScriptedServerCase.TEMPERATURE)));
        server.on("/features", ScriptedServerCase.ANSWER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void keytool(Path store) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=tandem",
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

    private interface Reading {
        void of(FeatureStoreClient client);
    }

    /** Reads in a JVM that trusts the server's certificate, as one does whose trust store holds it. */
    private static void trusting(URI address, Reading reading) throws Exception {
        SSLContext usual = SSLContext.getDefault();
        SSLContext.setDefault(own);
        try (FeatureStoreClient client = FeatureStoreClient.connect(address, ScriptedServerCase.SETTINGS)) {
            reading.of(client);
        } finally {
            SSLContext.setDefault(usual);
        }
    }

    @Test
    void features_come_over_https_from_a_server_whose_certificate_the_jvm_trusts() throws Exception {
        trusting(
                server.address(),
                client -> assertThat(
                                client.read("delays", ScriptedServerCase.JFK).value("temperature"))
                        .isEqualTo(36.5));
    }

    @Test
    void a_certificate_that_the_jvm_does_not_trust_is_refused_at_once_and_nothing_is_sent() {
        int before = server.received().size();
        try (FeatureStoreClient client = FeatureStoreClient.connect(
                server.address(), ScriptedServerCase.SETTINGS.withToken("a-token-of-some-length"))) {
            assertThatThrownBy(() -> client.read("delays", ScriptedServerCase.JFK))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("no secure connection to " + server.address())
                    .hasMessageContaining("certificate is one that this JVM trusts");
        }
        assertThat(server.received()).hasSize(before);
    }

    @Test
    void a_certificate_of_another_host_is_refused_even_when_it_is_trusted() throws Exception {
        URI otherName = URI.create("https://localhost:" + server.address().getPort());
        trusting(
                otherName,
                client -> assertThatThrownBy(() -> client.read("delays", ScriptedServerCase.JFK))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("localhost"));
    }
}
