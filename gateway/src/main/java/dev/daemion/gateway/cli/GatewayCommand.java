package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.PortOwner;
import dev.daemion.gateway.log.Logging;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.settings.SettingsReader;
import dev.daemion.gateway.settings.StartRefused;
import java.net.BindException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "gateway", hidden = true, description = "Run the gateway in this process; `start` does this for you.")
final class GatewayCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCommand.class);

    private final Shell shell;
    private final GatewayBoot boot;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--port", paramLabel = "PORT", description = "TCP port on loopback; 0 takes any free one.")
    private @Nullable Integer port;

    GatewayCommand(Shell shell, GatewayBoot boot) {
        this.shell = shell;
        this.boot = boot;
    }

    @Override
    public Integer call() throws Exception {
        run(shell, boot, common.openHome(shell.environment()), port, false);
        return ExitCode.OK.number();
    }

    /** Runs the gateway here until it stops. */
    static void run(Shell shell, GatewayBoot boot, Home home, @Nullable Integer port, boolean isInTerminal)
            throws Exception {
        Settings settings = SettingsReader.read(home, shell.environment(), port);
        Logging.start(settings.log(), home.logs(), isInTerminal);
        try {
            boot.run(settings);
        } catch (StartRefused e) {
            LOG.warn("The gateway does not start: {}", e.sentence());
            throw e;
        } catch (Exception e) {
            LOG.error("The gateway ended", e);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new StartRefused(StartRefused.Reason.PORT_TAKEN, PortOwner.describe(settings.port()));
                }
            }
            throw e;
        } finally {
            Logging.stop();
        }
    }
}
