package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.Connection;
import java.io.IOException;

/** How to reach the gateway and pair a phone: address, QR code, six digits. */
final class Welcome {
    private Welcome() {}

    static void print(Shell shell, Connection connection) throws IOException, InterruptedException {
        var pairing = Gateways.json(connection.send("GET", "/pair/refresh", null));
        var url = pairing.path("url").asText();
        var code = pairing.path("code").asText();
        shell.out().println();
        shell.out().print(QrCode.render(url));
        shell.out().println();
        shell.print("  Open   " + connection.base() + "   (or run: daemion open)");
        shell.print("  Code   " + code + "   for another device, valid for 10 minutes: " + url);
        shell.out().flush();
    }
}
