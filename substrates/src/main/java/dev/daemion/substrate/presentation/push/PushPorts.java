package dev.daemion.substrate.presentation.push;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * What Web Push works with; made once by the process.
 *
 * @param keyFile owner-only file with the key pair of this installation; made when it is first needed
 * @param isPrivateAllowed whether push services on this machine or in private networks may be used, without TLS too
 * @param random a cryptographic source
 * @param blocking runs what looks at the disk or waits for the network
 */
public record PushPorts(Path keyFile, boolean isPrivateAllowed, SecureRandom random, Executor blocking) {}
