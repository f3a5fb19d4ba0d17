package io.gradus.app.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;

/// Where a command reads and writes.
///
/// @param in standard input
/// @param out standard output: results only
/// @param err standard error: everything else
/// @param stop the signals to the process; empty if the command runs inside another program, which
///   keeps terminal and signals to itself
public record Console(
    InputStream in, PrintStream out, PrintStream err, Optional<StopSignal> stop) {}
