package io.gradus.nn.data;

import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Learns a [Preprocessor] from the training rows of a table.
final class Fitting {
  private static final int MANY_LEVELS = 50;
  private static final int MANY_NUMBERS = 10;
  private static final Pattern NUMERIC = Pattern.compile("^\\W*\\d"); // $5.00, -1,5, 12.3.1999

  private static final double BOUND = 5; // standard deviations

  private record Scale(double shift, double scale) {}

  private final Table table;
  private final int[] train;
  private final Options options;
  private final Set<String> notes = new LinkedHashSet<>();

  Fitting(Table table, int[] train, Options options) {
    this.table = table;
    this.train = train;
    this.options = options;
  }

  Preprocessor fit() {
    Task task = Task.of(table, options.targets(), options.task());
    List<Column> targets = options.targets().stream().map(t -> table.column(t, "target")).toList();
    int[] answered = present(train, targets);
    long unanswered =
        IntStream.range(0, table.rows())
            .filter(row -> targets.stream().anyMatch(c -> c.missing(row)))
            .count();
    if (unanswered > 0) {
      notes.add(
          unanswered
              + " of "
              + table.rows()
              + " rows of "
              + table.name()
              + " have no target value; they are left out");
    }
    List<Column> columns = featureColumns(answered);
    int[] rows = answered;
    switch (options.missing()) {
      case IMPUTE -> {}
      case DROP -> {
        rows = present(answered, columns);
        if (rows.length < answered.length) {
          notes.add(
              (answered.length - rows.length)
                  + " of "
                  + answered.length
                  + " training rows are left out because of missing values");
        }
      }
      case ERROR -> Applying.refuseMissing(table, columns, answered);
    }
    if (rows.length == 0) {
      throw new UserException(
          "no row of " + table.name() + " is left to learn from: each one misses a value");
    }
    List<Feature> features = new ArrayList<>();
    for (Column column : columns) {
      features.add(feature(column, rows));
    }
    List<Target> learned = new ArrayList<>();
    for (Column target : targets) {
      learned.add(target(task, target, rows));
    }
    List<Leak> leaks = Leaks.find(table, columns, targets, task, rows);
    leaks.forEach(leak -> notes.add(leak.sentence()));
    return new Preprocessor(task, features, learned, options.missing(), List.copyOf(notes), leaks);
  }

  private static int[] present(int[] rows, List<Column> columns) {
    return Arrays.stream(rows)
        .filter(row -> columns.stream().noneMatch(c -> c.missing(row)))
        .toArray();
  }

  private List<Column> featureColumns(int[] rows) {
    Set<String> targets = new HashSet<>();
    for (String target : options.targets()) {
      if (!targets.add(target)) {
        throw new UserException("target '" + target + "' is named twice");
      }
    }
    List<Column> columns = new ArrayList<>();
    if (options.features().isEmpty()) {
      Predicate<Column> idle = c -> targets.contains(c.name()) || unfit(c, rows);
      columns.addAll(table.columns().stream().filter(idle.negate()).toList());
    } else {
      Set<String> seen = new HashSet<>();
      for (String name : options.features()) {
        if (targets.contains(name)) {
          throw new UserException("column '" + name + "' is both a feature and the target");
        }
        if (!seen.add(name)) {
          throw new UserException("feature '" + name + "' is named twice");
        }
        columns.add(table.column(name, "feature"));
      }
    }
    if (columns.isEmpty()) {
      throw new UserException(
          table.name()
              + " has no column left to be a feature of target '"
              + String.join("', '", options.targets())
              + "'");
    }
    for (Column column : columns) {
      table.refuseSlips(column);
      if (column instanceof Column.Text) {
        table.categories(column);
      }
    }
    return columns;
  }

  /// True, with a note, for a column that a user would hardly want as a feature.
  private boolean unfit(Column column, int[] rows) {
    boolean unnamed = column.name().startsWith(Table.UNNAMED);
    return switch (column) {
      case Column.Number c -> {
        boolean empty = Arrays.stream(rows).allMatch(c::missing);
        if (unnamed && (empty || counts(c))) {
          notes.add(
              "column "
                  + (table.names().indexOf(c.name()) + 1)
                  + " has no name and "
                  + (empty ? "no values" : "counts the rows")
                  + "; it is left out");
          yield true;
        }
        yield false;
      }
      case Column.Text c when c.slipped() -> false; // it will be refused
      case Column.Text c when c.crowded() -> {
        names(c, "more than " + Levels.MOST, c.size());
        yield true;
      }
      case Column.Text c -> {
        int levels = levels(c, rows).size();
        long present = Arrays.stream(rows).filter(r -> !c.missing(r)).count();
        if (levels > MANY_LEVELS && 2 * levels > present) {
          names(c, String.valueOf(levels), present);
          yield true;
        }
        yield false;
      }
    };
  }

  private void names(Column column, String levels, long rows) {
    notes.add(
        "column '"
            + column.name()
            + "' is left out: "
            + levels
            + " different texts in "
            + rows
            + " rows, as names or numbers of records have");
  }

  private static boolean counts(Column.Number column) {
    return IntStream.range(0, column.size()).allMatch(i -> column.value(i) == column.value(0) + i);
  }

  private Feature feature(Column column, int[] rows) {
    return switch (column) {
      case Column.Number c -> number(c.name(), c::value, rows);
      case Column.Text c -> {
        List<String> levels = levels(c, rows);
        if (levels.isEmpty()) {
          throw empty(c.name());
        }
        if (levels.size() >= MANY_NUMBERS && levels.stream().allMatch(NUMERIC.asPredicate())) {
          notes.add(
              "column '"
                  + c.name()
                  + "' is taken as "
                  + levels.size()
                  + " categories, for '"
                  + c.stray()
                  + "' is not a number like 10.5; if it means numbers or dates, write them as plain"
                  + " numbers");
        }
        boolean gaps = Arrays.stream(rows).anyMatch(c::missing);
        if (levels.size() == 1 && !gaps) {
          constant(c.name());
        }
        yield switch (options.categorical()) {
          case ONE_HOT -> new Feature.OneHot(c.name(), levels, gaps);
          case EMBEDDING -> new Feature.Index(c.name(), levels);
          case ORDINAL ->
              new Feature.Ordinal(levels, number(c.name(), Applying.positions(c, levels), rows));
        };
      }
    };
  }

  private Feature.Number number(String column, IntToDoubleFunction value, int[] rows) {
    if (Arrays.stream(rows).mapToDouble(value).allMatch(Double::isNaN)) {
      throw empty(column);
    }
    Statistics found = Statistics.of(rows, value);
    boolean indicator = found.present() < rows.length;
    if (found.least() == found.greatest() && !indicator) {
      constant(column);
    }
    Scale s = scale(options.numeric(), found, column);
    boolean bounded =
        options.numeric() == Options.Scaling.STANDARDIZE
            || options.numeric() == Options.Scaling.AUTO;
    return new Feature.Number(
        column,
        found.median(),
        s.shift,
        s.scale,
        indicator,
        bounded ? BOUND : Feature.Number.UNBOUNDED);
  }

  private void constant(String column) {
    notes.add("column '" + column + "' has the same value in all training rows");
  }

  private UserException empty(String column) {
    return new UserException(
        "column '"
            + column
            + "' of "
            + table.name()
            + " has no value in the training rows; fill it or leave it out of the features");
  }

  private Scale scale(Options.Scaling scaling, Statistics found, String column) {
    double least = found.least();
    double greatest = found.greatest();
    Scale s =
        switch (scaling) {
          case NONE -> new Scale(0, 1);
          case MINMAX -> new Scale(least, greatest - least);
          case STANDARDIZE, AUTO -> new Scale(found.mean(), found.deviation());
        };
    if (!Double.isFinite(s.shift) || !Double.isFinite(s.scale)) {
      throw new UserException(
          "column '"
              + column
              + "' of "
              + table.name()
              + " has values too large to scale, up to "
              + (greatest > -least ? greatest : least));
    }
    // A constant column, up to the rounding of its mean, must not be blown up.
    double size = Math.max(Math.abs(least), Math.abs(greatest));
    return s.scale <= 1e-12 * size || s.scale == 0 ? new Scale(s.shift, 1) : s;
  }

  /// The levels of a column that occur in the rows, in their order.
  private static List<String> levels(Column.Text column, int[] rows) {
    BitSet seen = new BitSet();
    Arrays.stream(rows).map(column::code).filter(code -> code >= 0).forEach(seen::set);
    return seen.stream().mapToObj(column.levels()::get).toList();
  }

  private Target target(Task task, Column column, int[] rows) {
    return switch (task) {
      case CLASSIFICATION -> new Target.Classes(column.name(), classes(column, rows));
      case MULTI_LABEL -> new Target.Label(column.name(), classes(column, rows));
      case REGRESSION -> {
        Statistics found = Statistics.of(rows, table.numbers(column));
        Scale s = scale(options.targetScaling(), found, column.name());
        if (found.least() == found.greatest()) {
          notes.add("target '" + column.name() + "' has the same value in all training rows");
        }
        yield new Target.Value(column.name(), s.shift, s.scale);
      }
    };
  }

  private List<String> classes(Column column, int[] rows) {
    List<String> classes = levels(table.categories(column), rows);
    if (classes.size() < 2) {
      Optional<String> only = classes.stream().findFirst();
      throw new UserException(
          "target '"
              + column.name()
              + "' of "
              + table.name()
              + " has one single class"
              + only.map(c -> ", '" + c + "'").orElse("")
              + ", in the training rows; at least two are needed to learn a difference");
    }
    return classes;
  }
}
