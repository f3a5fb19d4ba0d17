package io.gradus.nn.data;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.List;
import java.util.Optional;

/// What a [Preprocessor] is to learn from a table.
///
/// @param targets the target columns; one, or several for several outputs or labels
/// @param task the task; empty to have it decided from the targets (see [Task#of])
/// @param features the feature columns; empty for all but the targets
/// @param numeric how numbers are scaled
/// @param categorical how texts become numbers
/// @param missing what happens to missing values among the features
/// @param targetScaling how the targets of a regression are scaled; `AUTO` standardizes
public record Options(
    List<String> targets,
    Optional<Task> task,
    List<String> features,
    Scaling numeric,
    Encoding categorical,
    Missing missing,
    Scaling targetScaling) {

  public Options {
    targets = List.copyOf(targets);
    features = List.copyOf(features);
  }

  /// The defaults: task by the targets, all other columns as features, standardized numbers,
  /// one-hot texts, missing values imputed.
  public static Options of(String... targets) {
    return new Options(
        List.of(targets),
        Optional.empty(),
        List.of(),
        Scaling.STANDARDIZE,
        Encoding.ONE_HOT,
        Missing.IMPUTE,
        Scaling.AUTO);
  }

  /// How numbers are scaled.
  public enum Scaling {
    /// The default of its place, which is to standardize.
    AUTO("auto"),
    /// To mean 0 and standard deviation 1; what lies beyond ±5 deviations counts as ±5.
    STANDARDIZE("standardize"),
    /// To the range 0 to 1.
    MINMAX("minmax"),
    /// Not at all.
    NONE("none");

    private final String text;

    Scaling(String text) {
      this.text = text;
    }

    /// The name used in specs.
    public String text() {
      return text;
    }

    /// The scaling with the given name.
    ///
    /// @throws UserException if there is none
    public static Scaling of(String text) {
      return Nearest.pick("scaling", text, values(), Scaling::text);
    }
  }

  /// How texts become numbers.
  public enum Encoding {
    /// A column of 0 and 1 for each level.
    ONE_HOT("one-hot"),
    /// One column with the position of the level in their order, scaled like a number.
    ORDINAL("ordinal"),
    /// One column with the number of the level, for a network that learns a vector for each.
    EMBEDDING("embedding");

    private final String text;

    Encoding(String text) {
      this.text = text;
    }

    /// The name used in specs.
    public String text() {
      return text;
    }

    /// The encoding with the given name.
    ///
    /// @throws UserException if there is none
    public static Encoding of(String text) {
      return Nearest.pick("categorical encoding", text, values(), Encoding::text);
    }
  }

  /// What happens to missing values among the features.
  public enum Missing {
    /// Numbers take the median of the training part, texts a level of their own.
    IMPUTE("impute"),
    /// Rows with a missing value take no part in training and evaluation. A prediction, which
    /// answers every row, imputes.
    DROP("drop"),
    /// They are the user's mistake.
    ERROR("error");

    private final String text;

    Missing(String text) {
      this.text = text;
    }

    /// The name used in specs.
    public String text() {
      return text;
    }

    /// The treatment with the given name.
    ///
    /// @throws UserException if there is none
    public static Missing of(String text) {
      return Nearest.pick("treatment of missing values", text, values(), Missing::text);
    }
  }
}
