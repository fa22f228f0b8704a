package dev.daemion.extension.seed;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;

/**
 * One folder that describes an agent, read.
 *
 * @param name of the folder, and of the agent
 * @param digest SHA-256 (hex) of everything that was read; equal digests mean equal agents
 * @param content the agent, checked by nobody yet, or what is wrong with its files
 */
public record AgentFolder(String name, String digest, Reading<Manifest> content) {}
