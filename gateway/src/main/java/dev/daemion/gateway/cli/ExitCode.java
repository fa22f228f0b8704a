package dev.daemion.gateway.cli;

import dev.daemion.gateway.settings.StartRefused;

/** What the exit code of every command means. Scripts switch on it, so a number is never reused. */
public enum ExitCode {
    OK(0, "It is done."),
    FAILED(1, "It was tried and did not work; the sentence says why."),
    USAGE(2, "The command line does not read."),
    NOT_RUNNING(3, "No gateway runs for this home."),
    REFUSED(4, "The home, the credential or the settings have to be mended first."),
    PORT_TAKEN(5, "Something else listens on the port."),
    TIMEOUT(6, "It did not happen in time; it may still."),
    UNUSABLE(7, "A gateway is there that this program cannot work with: other protocol, other credential."),
    ALREADY_RUNNING(8, "Only `daemion gateway`: another one serves this home already."),
    DATABASE(9, "The database cannot be opened."),
    INTERRUPTED(130, "Ended by Ctrl-C.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** Its row in the reference page. */
    String row() {
        return "| " + number + " | " + meaning + " |";
    }

    static ExitCode of(StartRefused.Reason reason) {
        return switch (reason) {
            case HOME, SETTINGS -> REFUSED;
            case PORT_TAKEN -> PORT_TAKEN;
            case ALREADY_RUNNING -> ALREADY_RUNNING;
            case DATABASE -> DATABASE;
        };
    }
}
