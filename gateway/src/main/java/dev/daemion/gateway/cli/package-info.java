/**
 * The command line. Open {@link dev.daemion.gateway.cli.Cli} first: it is the list of commands. Commands are clients:
 * they talk to a gateway process like any other and know nothing of substrates. They are deliberately light, since
 * somebody waits for each of them.
 */
@NullMarked
package dev.daemion.gateway.cli;

import org.jspecify.annotations.NullMarked;
