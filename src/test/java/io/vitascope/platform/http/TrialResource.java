package io.vitascope.platform.http;

import io.vitascope.platform.TrialFailures;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** A door in which anything can go wrong. */
@Path("/api/trial")
final class TrialResource {

    record Person(@NotBlank String name, int age, List<Integer> marks) {}

    @GET
    @Path("fail/{failure}")
    @Produces("text/plain")
    public String fail(@PathParam("failure") String failure) {
        throw TrialFailures.named(failure);
    }

    @GET
    @Path("page")
    public String page(@QueryParam("number") @Max(9) int number) {
        return "page " + number;
    }

    @PUT
    @Path("page")
    public String turn() {
        return "turned";
    }

    @POST
    @Path("person")
    @Consumes("application/json")
    @Produces("application/json")
    public Person person(@Valid Person person) {
        return person;
    }

    @GET
    @Path("status/{status}")
    public Response status(@PathParam("status") int status) {
        return Response.status(status).build();
    }

    @GET
    @Path("playlist")
    @Produces("application/vnd.apple.mpegurl")
    public String playlist() {
        return "#EXTINF:4.000,\nsegment.m4s\n".repeat(200);
    }

    @GET
    @Path("video")
    @Produces("video/mp4")
    public byte[] video() {
        return new byte[100_000];
    }

    @GET
    @Path("people")
    @Produces("application/json")
    public List<Person> people() {
        return java.util.Collections.nCopies(100, new Person("Ada", 36, List.of(1)));
    }
}
