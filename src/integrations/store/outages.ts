import pg from 'pg';
import { Outage } from '../../domain/problems.ts';

/** SQLSTATE classes that speak of the server's state, not of what was asked: connection, authorisation, catalogue, read-only, resources, operator, disk. */
const classesOfOutage = new Set(['08', '25', '28', '3D', '53', '55', '57', '58']);
const lostToOthers = new Set(['40001', '40P01']);

/** A deadlock or a serialization failure: nothing was written, asking again may work. */
export const isLostToOthers = (problem: unknown): boolean => problem instanceof pg.DatabaseError && lostToOthers.has(problem.code ?? '');

/**
 * What a caller of the store gets for what `pg` threw: an `Outage` when the database is away, sick or overloaded; a mistake in what we asked
 * it stays what it is. Whatever is not said by PostgreSQL itself comes from the connection.
 */
export function asOutage(problem: unknown): unknown {
  if (problem instanceof Outage) return problem;
  if (!(problem instanceof pg.DatabaseError)) return new Outage('database', problem);
  const state = problem.code ?? '';
  return classesOfOutage.has(state.slice(0, 2)) || lostToOthers.has(state) ? new Outage('database', problem) : problem;
}
