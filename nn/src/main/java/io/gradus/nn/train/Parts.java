package io.gradus.nn.train;

import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Csv;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Digits;
import io.gradus.nn.data.Idx;
import io.gradus.nn.data.Options;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Split;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The examples of a training, ready for a network: what is learned from and what is held back.
///
/// @param train the examples to learn from
/// @param validation the examples that steer the training, if any
/// @param test the examples for the final answer, if any
/// @param preprocessor the way from a table to the examples; none for images
/// @param notes what the user should know about the data, a sentence each
public record Parts(
    Dataset train,
    Optional<Dataset> validation,
    Optional<Dataset> test,
    Optional<Preprocessor> preprocessor,
    List<String> notes) {
  private static final long EXAMPLE = 28; // the embedded digits are the same for every seed

  /// Copies the notes.
  public Parts {
    notes = List.copyOf(notes);
  }

  /// Examples to learn from, and nothing else.
  public static Parts of(Dataset train) {
    return new Parts(train, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /// Reads, divides and prepares what a spec names. The same spec and files give the same parts.
  ///
  /// @throws UserException naming file and place of what is wrong
  public static Parts load(Spec spec) {
    return load(spec, Optional.empty());
  }

  /// The same for the spec of a run that began elsewhere.
  ///
  /// @param home the folder where the run began: a relative path that leads to nothing from the
  ///   current folder is taken from there
  /// @throws UserException naming file and place of what is wrong
  public static Parts load(Spec spec, Optional<Path> home) {
    Spec.Data data = spec.data();
    UnaryOperator<Path> find = path -> home.map(h -> find(path, h)).orElse(path);
    return data.file().isPresent() ? ofTable(spec, data, find) : ofImages(spec, data, find);
  }

  private static Path find(Path path, Path home) {
    if (Files.exists(path)) {
      return path;
    }
    if (Files.exists(home.resolve(path))) {
      return home.resolve(path);
    }
    throw new UserException(
        "no such file: " + path + ", neither here nor in " + home + ", where the run began");
  }

  /// The fingerprint of all parts.
  public String hash() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      Stream.of(Optional.of(train), validation, test)
          .map(part -> part.map(Dataset::hash).orElse("none"))
          .forEach(hash -> sha.update(hash.getBytes(StandardCharsets.US_ASCII)));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Parts ofTable(Spec spec, Spec.Data data, UnaryOperator<Path> find) {
    Table table = Csv.read(find.apply(Path.of(data.file().orElseThrow())), data.cache());
    Options options =
        new Options(
            data.target(),
            spec.model().output().units().equals(Optional.of(1))
                ? Task.ofOneOutput(table, data.target(), data.task())
                : data.task(),
            data.features(),
            data.numeric(),
            data.categorical(),
            data.missing(),
            data.targetScaling());
    Key key = Keys.SPLIT.of(spec);
    Split split =
        fold(data, folds -> Split.folds(table, options, folds, validationShare(data), key))
            .orElseGet(() -> Split.of(table, options, validationShare(data), testShare(data), key));
    Preprocessor p =
        Base.preprocessor(spec).orElseGet(() -> Preprocessor.fit(table, split.train(), options));
    BiFunction<Table, int[], Dataset> prepare =
        (from, rows) -> p.apply(from, rows, spec.precision(), data.cache());
    List<String> notes = new ArrayList<>(p.notes());
    table.file().ifPresent(file -> notes.add(table.name() + " lies in the cache as " + file));
    return new Parts(
        prepare.apply(table, split.train()),
        data.validation()
            .map(part -> Csv.read(find.apply(file(part)), data.cache()))
            .map(part -> prepare.apply(part, part.allRows()))
            .or(() -> rows(split.validation()).map(rows -> prepare.apply(table, rows))),
        data.test()
            .map(part -> Csv.read(find.apply(file(part)), data.cache()))
            .map(part -> prepare.apply(part, part.allRows()))
            .or(() -> rows(split.test()).map(rows -> prepare.apply(table, rows))),
        Optional.of(p),
        notes);
  }

  private static Parts ofImages(Spec spec, Spec.Data data, UnaryOperator<Path> find) {
    DType dtype = spec.precision();
    Dataset all =
        data.images().isPresent()
            ? Idx.read(
                find.apply(Path.of(data.images().orElseThrow())),
                find.apply(Path.of(data.labels().orElseThrow())),
                dtype,
                data.cache())
            : Digits.generate(data.digits().orElseThrow(), Key.of(EXAMPLE), dtype);
    Key key = Keys.SPLIT.of(spec);
    Split split =
        fold(data, folds -> Split.folds(all, folds, validationShare(data), key))
            .orElseGet(() -> Split.of(all, validationShare(data), testShare(data), key));
    return new Parts(
        all.rows(split.train(), data.cache()),
        data.validation()
            .map(part -> images(part, all, find))
            .or(() -> rows(split.validation()).map(rows -> all.rows(rows, data.cache()))),
        data.test()
            .map(part -> images(part, all, find))
            .or(() -> rows(split.test()).map(rows -> all.rows(rows, data.cache()))),
        Optional.empty(),
        List.of());
  }

  private static Path file(Spec.Part part) {
    return part.file()
        .map(Path::of)
        .orElseThrow(() -> new UserException("data of a table needs parts with a file"));
  }

  private static Dataset images(Spec.Part part, Dataset like, UnaryOperator<Path> find) {
    if (part.images().isEmpty() || part.labels().isEmpty()) {
      throw new UserException("data of images needs parts with images and labels");
    }
    return Idx.read(
        find.apply(Path.of(part.images().get())),
        find.apply(Path.of(part.labels().get())),
        like.targetNames(),
        like.dtype());
  }

  /// A share is held back only if no examples are given for the purpose.
  private static double validationShare(Spec.Data data) {
    return data.validation().isPresent() ? 0 : data.split().validation();
  }

  private static double testShare(Spec.Data data) {
    return data.test().isPresent() ? 0 : data.split().test();
  }

  /// The division of a cross-validation, if the spec is about one of them.
  private static Optional<Split> fold(Spec.Data data, IntFunction<List<Split>> divide) {
    return data.split()
        .fold()
        .map(fold -> divide.apply(data.split().folds().orElseThrow()).get(fold - 1));
  }

  private static Optional<int[]> rows(int[] rows) {
    return rows.length == 0 ? Optional.empty() : Optional.of(rows);
  }
}
