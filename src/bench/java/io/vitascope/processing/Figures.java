package io.vitascope.processing;

import java.util.List;
import java.util.Locale;

/** Measured numbers of one kind, in the order of the rounds. Immutable. */
record Figures(List<Double> values) {

    Figures {
        values = List.copyOf(values);
    }

    /** The smallest value that at least this share of all do not exceed. */
    double percentile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Round by round, so that what slowed a whole round down is in both. */
    Figures over(Figures base) {
        return new Figures(java.util.stream.IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) / base.values.get(i))
                .toList());
    }

    /** Median and range. */
    String text(int decimals) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return number(median(), decimals) + " (" + number(least, decimals) + "–" + number(most, decimals) + ")";
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
