package io.vitascope.catalog;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that writes down what it is told: the kind and text of events, beats, and how it ended. */
final class Notes implements Watcher.Sink {

    final List<String> heard = new CopyOnWriteArrayList<>();
    private int demand;

    /** @param demand how much more it takes */
    void take(int demand) {
        this.demand = demand;
    }

    @Override
    public boolean isReady() {
        return demand > 0;
    }

    @Override
    public void send(LiveEvent event) {
        demand--;
        heard.add(event.kind().word() + " " + event.json());
    }

    @Override
    public void beat(String position) {
        demand--;
        heard.add("beat" + position);
    }

    @Override
    public void end() {
        heard.add("closed");
    }

    @Override
    public void breakOff() {
        heard.add("broken off");
    }
}
