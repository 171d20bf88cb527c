// SCIMMY behind its Express routers, with nothing but memory beneath.
//
//     node server.mjs PORT TOKEN
//
// SCIMMY leaves storage, uniqueness and `groups` of users to the application;
// these are here, and no more, so that what a run finds is SCIMMY's.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const port = Number(process.argv[2]);
const token = process.argv[3];

/** Resources of one type, by id. Of two, no `unique` attribute is the same (without case). */
class Collection {
  #resources = new Map();
  #unique;

  constructor(unique) {
    this.#unique = unique;
  }

  all() {
    return [...this.#resources.values()];
  }

  get(id) {
    const resource = this.#resources.get(id);
    if (!resource) throw new SCIMMY.Types.Error(404, null, `There is no resource ${id}`);
    return resource;
  }

  find({ id, filter }) {
    if (id) return this.get(id);
    return filter ? filter.match(this.all()) : this.all();
  }

  /** Creates a resource, or replaces the one with this id. */
  save(id, attributes) {
    const before = id ? this.get(id) : undefined;
    const name = (resource) => String(resource[this.#unique]).toLowerCase();
    if (this.all().some((other) => other.id !== id && name(other) === name(attributes))) {
      throw new SCIMMY.Types.Error(409, "uniqueness", `${this.#unique} is taken`);
    }
    const lastModified = new Date().toISOString();
    const saved = {
      ...structuredClone(attributes),
      id: before?.id ?? randomUUID(),
      meta: { created: before?.meta.created ?? lastModified, lastModified },
    };
    this.#resources.set(saved.id, saved);
    return saved;
  }

  remove(id) {
    this.get(id);
    this.#resources.delete(id);
  }
}

const users = new Collection("userName");
const groups = new Collection("displayName");

const hasMember = (group, id) => group.members?.some(({ value }) => value === id);

/** The user with the groups that name it (RFC 7643 section 4.1.2). */
function withGroups(user) {
  const of = groups.all().filter((group) => hasMember(group, user.id));
  if (of.length === 0) return user;
  return { ...user, groups: of.map(({ id, displayName }) => ({ value: id, display: displayName })) };
}

/** Plain data: SCIMMY hands over objects with accessors. */
const plain = (instance) => JSON.parse(JSON.stringify(instance));

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser, false)
  .ingress((resource, instance) => withGroups(users.save(resource.id, plain(instance))))
  .egress((resource) => {
    const found = users.find(resource);
    return Array.isArray(found) ? found.map(withGroups) : withGroups(found);
  })
  .degress((resource) => {
    users.remove(resource.id);
    for (const group of groups.all()) {
      if (hasMember(group, resource.id)) {
        group.members = group.members.filter(({ value }) => value !== resource.id);
      }
    }
  });

SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((resource, instance) => groups.save(resource.id, plain(instance)))
  .egress((resource) => groups.find(resource))
  .degress((resource) => groups.remove(resource.id));

const routers = new SCIMMYRouters({
  type: "bearer",
  baseUri: (request) => `http://${request.headers.host}`,
  handler: (request) => {
    // The name of a scheme has no letter case (RFC 9110 section 11.1).
    const [scheme, credential] = (request.header("Authorization") ?? "").split(" ");
    if (scheme.toLowerCase() !== "bearer" || credential !== token) throw new Error("Wrong token");
    return "scimproof";
  },
});

express().use("/scim", routers).listen(port, "127.0.0.1");
