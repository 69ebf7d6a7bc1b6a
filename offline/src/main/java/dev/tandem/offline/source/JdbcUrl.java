package dev.tandem.offline.source;

/** What of a JDBC URL may be shown. */
final class JdbcUrl {
    private JdbcUrl() {}

    /** The URL without user, password and properties, among which there may be a password. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
