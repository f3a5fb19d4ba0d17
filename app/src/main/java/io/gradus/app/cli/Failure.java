package io.gradus.app.cli;

import io.gradus.array.ShapeException;
import io.gradus.eval.NoBackendException;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.text.ReadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What went wrong, as one sentence and an exit code.
///
/// @param sentence the sentence, without the name of the program
/// @param code 2 for a mistake of the user, 70 for one of ours
record Failure(String sentence, int code) {
  private static final int USAGE = 2;
  private static final int FAULT = 70;

  /// The failure behind an exception.
  static Failure of(Throwable e) {
    return switch (e) {
      case UnmatchedArgumentException u -> user(unmatched(u));
      case ParameterException p -> user(usage(p));
      case UserException u -> user(u.getMessage());
      case ReadException r -> user(r.getMessage());
      case ShapeException s -> user(s.getMessage());
      case NoBackendException n -> user(n.getMessage());
      case UncheckedIOException u -> user(file(u.getCause()));
      case IOException i -> user(file(i));
      case StackOverflowError o -> user("the expression is nested too deeply");
      case OutOfMemoryError o ->
          user("out of memory; allow more, as in GRADUS_JAVA_OPTS=-Xmx8g gradus …");
      default ->
          new Failure(
              "this is a fault of gradus, please report it: " + e + " (--debug shows where)",
              FAULT);
    };
  }

  private static Failure user(String message) {
    return new Failure(String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " "), USAGE);
  }

  private static String unmatched(UnmatchedArgumentException e) {
    return unknown(e.getUnmatched().getFirst(), e.getCommandLine());
  }

  /// The sentence for a word that is no option, command or argument here.
  static String unknown(String word, CommandLine line) {
    if (word.startsWith("-")) {
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      List<String> known =
          line.getCommandSpec().options().stream()
              .flatMap(o -> Stream.of(o.names()))
              .filter(n -> n.startsWith("--"))
              .toList();
      return "unknown option '" + name + "'" + nearest(name, known) + see(line);
    }
    if (line.getParent() == null) {
      List<String> known = List.copyOf(line.getSubcommands().keySet());
      return "unknown command '" + word + "'" + nearest(word, known) + see(line);
    }
    return "'" + word + "' is one argument too many" + see(line);
  }

  private static String nearest(String word, List<String> known) {
    return Nearest.suggest(word, known).map(n -> "; did you mean '" + n + "'?").orElse("");
  }

  private static String usage(ParameterException e) {
    String text = e.getMessage();
    return Character.toLowerCase(text.charAt(0))
        + text.substring(1)
            .replace("is not an int", "is not a whole number")
            .replace("is not a long", "is not a whole number")
            .replace("is not a double", "is not a number")
        + see(e.getCommandLine());
  }

  private static String see(CommandLine line) {
    return " (see " + line.getCommandSpec().qualifiedName() + " --help)";
  }

  private static String file(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> "no such file or folder: " + n.getFile();
      case AccessDeniedException a -> "no permission for " + a.getFile();
      case FileAlreadyExistsException x -> x.getFile() + " is in the way";
      case NotDirectoryException d -> d.getFile() + " is not a folder";
      case FileSystemException f ->
          f.getFile() + ": " + (f.getReason() == null ? "cannot be used" : f.getReason());
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
