package io.gradus.app.gallery;

import static io.gradus.app.gallery.Program.heldOut;
import static io.gradus.app.gallery.Program.tuning;
import static io.gradus.nn.data.Task.CLASSIFICATION;
import static io.gradus.nn.data.Task.REGRESSION;

import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Programs of published tables, for whom has the files at hand.
final class Published {
  private Published() {}

  /// The programs.
  ///
  /// @param folder where the files are
  static List<Program> in(Path folder) {
    return List.of(
        tuning(
            "iris",
            CLASSIFICATION,
            "Three kinds of iris.",
            () -> sheet(folder, "iris.csv"),
            """
            data: {target: species}
            model: {layers: [relu(16)]}
            optimizer: {adam: {lr: 0.01}}
            batch: 16
            epochs: 60
            """),
        heldOut(
            "penguins",
            CLASSIFICATION,
            "Three kinds of penguin, with missing values.",
            () -> sheet(folder, "penguins.csv"),
            """
            data: {target: species}
            model: {layers: [tanh(16)]}
            optimizer: {momentum: {lr: 0.02}}
            batch: 16
            epochs: 40
            """),
        heldOut(
            "titanic",
            CLASSIFICATION,
            "Who survived; the column that repeats the answer is left out.",
            () -> sheet(folder, "titanic.csv"),
            """
            data: {target: survived, features: [pclass, sex, age, sibsp, parch, fare, embarked]}
            model: {layers: [relu(16)]}
            optimizer: {adam: {lr: 0.005}}
            batch: 32
            epochs: 30
            """),
        tuning(
            "california",
            REGRESSION,
            "Prices of houses.",
            () -> sheet(folder, "california-housing.csv").sample(600, 1),
            """
            data: {target: medianHouseValue}
            model: {layers: [relu(32)]}
            optimizer: {adam: {lr: 0.005}}
            batch: 32
            epochs: 60
            """));
  }

  private static Sheet sheet(Path folder, String file) {
    try {
      return Sheet.of(Files.readAllLines(folder.resolve(file)));
    } catch (IOException e) {
      throw new UserException("no table " + folder.resolve(file), e);
    }
  }
}
