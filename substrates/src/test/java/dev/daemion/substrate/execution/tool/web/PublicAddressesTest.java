package dev.daemion.substrate.execution.tool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An address")
class PublicAddressesTest {
    @ParameterizedTest
    @DisplayName("that is set aside is not public")
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.1.2.3",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "3fff::1",
                "fd00:ec2::254"
            })
    void setAside(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @DisplayName("of the internet is public")
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::200e",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "::ffff:8.8.8.8"
            })
    void open(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @DisplayName("in a URL that programs read differently is refused, like everything but http and https")
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://017700000001/",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://08.8.8.8/",
                "http://[fe80::1%25eth0]/",
                "http://user@example.com/",
                "http://user:pw@example.com/",
                "http://example.com:pw@evil.org/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "http://",
                "http:///x",
                "//example.com/",
                "example.com",
                "javascript:alert(1)",
                "http://exa mple.com/",
                "http://ex\u00e4mple.com/",
                "http://\u2460\u2461\u2466.0.0.1/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://[::1/",
                "gopher://example.com/",
                "data:text/html,x",
                "http://example.com\\@evil.org/",
                "http://a..b/",
                "http://.a/"
            })
    void refused(String url) {
        assertThatThrownBy(() -> WebAddress.parse(url)).isInstanceOf(WebAddress.Refused.class);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @DisplayName("in a URL is taken apart once")
    @CsvSource({
        "http://Example.COM, http://example.com/",
        "https://example.com:443/a?b=c#d, https://example.com/a?b=c",
        "http://example.com:443/, http://example.com:443/",
        "HTTP://127.0.0.1:80/x, http://127.0.0.1/x",
        "http://[::1]:8080/, http://[::1]:8080/",
        "http://xn--exmple-cua.com/%20x, http://xn--exmple-cua.com/%20x",
        "http://example.com., http://example.com./"
    })
    void parsed(String url, String shown) throws Exception {
        assertThat(WebAddress.parse(url)).hasToString(shown);
    }

    @Test
    @DisplayName("is resolved against the page that redirects to it")
    void redirected() throws Exception {
        var from = WebAddress.parse("https://example.com/a/b?c=d");

        assertThat(from.resolve("../x")).hasToString("https://example.com/x");
        assertThat(from.resolve("//other.org/y")).hasToString("https://other.org/y");
        assertThatThrownBy(() -> from.resolve("http://0x7f.1/")).isInstanceOf(WebAddress.Refused.class);
        assertThatThrownBy(() -> from.resolve("file:///etc/passwd")).isInstanceOf(WebAddress.Refused.class);
    }
}
