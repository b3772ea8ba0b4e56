/*
 * Copyright (c) <2008>, Sun Microsystems, Inc.
 * All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *     * Redistributions of source code must retain the above copyright
 *       notice, this list of conditions and the following disclaimer.
 *     * Redistributions in binary form must reproduce the above copyright
 *       notice, this list of conditions and the following disclaimer in the
 *       documentation and/or other materials provided with the distribution.
 *     * Neither the name of the  nor the
 *       names of its contributors may be used to endorse or promote products
 *       derived from this software without specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY SUN MICROSYSTEMS, INC. ``AS IS'' AND ANY
 * EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL SUN MICROSYSTEMS, INC. BE LIABLE FOR ANY
 * DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
 * (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
 * LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND
 * ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
 * (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
 * THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */

/*
 * A key does not end with NUL: copyinstr(key, keylen) makes a string of it.
 * The size of an item's data counts the CR LF that is stored at its end.
 */
provider memcached {
   /**
    * Fired when a connection starts to be served, and for each socket that
    * listens.
    * @connid the connection id (its file descriptor)
    */
   probe conn__allocate(int connid);

   /**
    * Fired when a connection is closed.
    * @connid the connection id (its file descriptor)
    */
   probe conn__release(int connid);

   /**
    * Fired when a new connection is refused: there are too many.
    * @connid the connection id (its file descriptor)
    * @limit the limit (option -c), which listening sockets and other files
    *        count for as well
    */
   probe conn__reject(int connid, int limit);

   /**
    * Fired when a connection is about to be closed because it was idle for
    * too long (option -o idle_timeout); conn-release follows.
    * @connid the connection id (its file descriptor)
    * @idle seconds since its last command
    */
   probe conn__timeout(int connid, int idle);

   /**
    * Fired when a new connection object is created. There is one for each
    * file descriptor; it is kept when the connection is closed.
    * @ptr pointer to the connection object
    */
   probe conn__create(void *ptr);

   /**
    * Fired when a connection object is destroyed ("released back to
    * the memory subsystem"), which happens only when there is no memory for
    * its buffer.
    * @ptr pointer to the connection object
    */
   probe conn__destroy(void *ptr);

   /**
    * Fired when a connection is dispatched from the "main thread" to a
    * worker thread.
    * @connid the connection id (its file descriptor)
    * @threadid the thread id (pthread_t) of the worker
    */
   probe conn__dispatch(int connid, int64_t threadid);

   /**
    * Allocate memory from the slab allocator.
    * @slabclass the allocation will be fulfilled in this class
    * @slabsize the size of each chunk of this class
    * @ptr pointer to allocated memory
    */
   probe slabs__allocate(int slabclass, int slabsize, void* ptr);

   /**
    * Failed to allocate memory (out of memory). Unless evictions are
    * disabled, an eviction and another attempt follow.
    * @slabclass the class that failed to fulfill the request
    */
   probe slabs__allocate__failed(int slabclass);

   /**
    * Fired when a slab class got one more page.
    * @slabclass the class that needed more memory
    */
   probe slabs__slabclass__allocate(int slabclass);

   /**
    * A slab class failed to get one more page (the memory limit is reached).
    * @slabclass the class that failed to grab more memory
    */
   probe slabs__slabclass__allocate__failed(int slabclass);

   /**
    * Release memory. Fired for each chunk of a new page too.
    * @slabclass the class the memory belongs to
    * @ptr pointer to the memory to release
    */
   probe slabs__free(int slabclass, void* ptr);

   /**
    * Fired when a page starts to be moved from one slab class to another.
    * @from the slab class that loses a page; 0 is the pool of free pages
    * @to the slab class that gets it; 0 is the pool of free pages
    */
   probe slabs__move__start(int from, int to);

   /**
    * Fired when a page was moved from one slab class to another.
    * @from the slab class that lost a page
    * @to the slab class that got it
    * @rescued how many chunks in use were copied to other pages first
    * @loops how often the page was walked again because of busy chunks
    * @deleted how many busy items were deleted in the end
    */
   probe slabs__move__done(int from, int to, int rescued, int loops,
                           int deleted);

   /**
    * Fired when we have searched the hash table for a named key.
    * The depth provides an insight in how well the hash function
    * functions. Long traversals are a sign of a less optimal function,
    * wasting cpu capacity.
    *
    * @key the key searched for
    * @keylen length of the key
    * @depth how many other items of the hash bucket were looked at
    */
   probe assoc__find(const char *key, int keylen, int depth);

   /**
    * Fired when the hash table starts to grow: there are more than 1.5 items
    * in a bucket. All threads wait until there is an empty table of twice the
    * size; then the buckets are moved one by one.
    * @power the new size, as a power of two
    * @items how many items there are
    */
   probe assoc__expand__start(int power, int64_t items);

   /**
    * Fired when the hash table has grown.
    * @power the size, as a power of two
    */
   probe assoc__expand__done(int power);

   /**
    * Fired when an item has been inserted into the hash table.
    * @key the key just inserted
    * @keylen length of the key
    */
   probe assoc__insert(const char *key, int keylen);

   /**
    * Fired when an item is removed from the hash table.
    * @key the key just deleted
    * @keylen length of the key
    */
   probe assoc__delete(const char *key, int keylen);

   /**
    * Fired when an item is linked into the cache.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    */
   probe item__link(const char *key, int keylen, int size);

   /**
    * Fired when an item is taken out of the cache.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    */
   probe item__unlink(const char *key, int keylen, int size);

   /**
    * Fired when an item that is still good is thrown out to make room.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    * @slabclass the slab class that needed the room
    * @age seconds since the item was stored or its last use was noted
    * @fetched 1 if it was ever fetched, 0 if it was stored in vain
    */
   probe item__evict(const char *key, int keylen, int size,
                     int slabclass, int age, int fetched);

   /**
    * Fired when an item is found to have expired, or to have been flushed,
    * and is removed.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    * @slabclass the slab class of the item
    * @late seconds since it expired, for which it held memory in vain; -1
    *       if it was flushed
    * @by what came upon it: "get" (any command for the key), "lru" (a search
    *     for room), "crawler", "mover" (a slab page is moved), "flush"
    */
   probe item__expire(const char *key, int keylen, int size,
                      int slabclass, int late, const char *by);

   /**
    * Fired when there is no memory for an item: the command fails.
    * @key the key that is not stored
    * @keylen length of the key
    * @size the memory that the item would take, header included
    * @slabclass the slab class that is full; 0 if the item is larger than
    *            any item may be
    */
   probe item__alloc__failed(const char *key, int keylen, int size,
                             int slabclass);

   /**
    * Fired when the refcount for an item is reduced; at zero its memory is
    * released.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    */
   probe item__remove(const char *key, int keylen, int size);

   /**
    * Fired when the "last referenced" time is updated.
    * @key the items key
    * @keylen length of the key
    * @size the size of the data
    */
   probe item__update(const char *key, int keylen, int size);

   /**
    * Fired when an item is replaced with another item.
    * @oldkey the key of the item to replace
    * @oldkeylen the length of the old key
    * @oldsize the size of the data of the old item
    * @newkey the key of the new item
    * @newkeylen the length of the new key
    * @newsize the size of the data of the new item
    */
   probe item__replace(const char *oldkey, int oldkeylen, int oldsize,
                       const char *newkey, int newkeylen, int newsize);

   /**
    * Fired when a run of the LRU crawler starts.
    * @type why: "autoexpire" (by the LRU maintainer), "expired" (command
    *       lru_crawler crawl), "metadump", "mgdump"
    * @lrus how many LRUs it will walk; 1 if it walks the hash table instead
    */
   probe lru__crawler__start(const char *type, int lrus);

   /**
    * Fired when the LRU crawler is done with one LRU.
    * @slabclass the slab class
    * @lru which of its LRUs: 0 hot, 1 warm, 2 cold, 3 temporary
    * @checked how many items it looked at
    * @reclaimed how many of them had expired and were removed
    * @unfetched how many of those were never fetched
    */
   probe lru__crawler__class__done(int slabclass, int lru, uint64_t checked,
                                   unsigned int reclaimed,
                                   uint64_t unfetched);

   /**
    * Fired when a run of the LRU crawler is done.
    * @type as in lru-crawler-start
    */
   probe lru__crawler__done(const char *type);

   /**
    * Fired when the processing of a command starts. Each is followed by one
    * process-command-end of the same connection.
    * @connid the connection id (its file descriptor)
    * @request the incoming request: a line that ends with NUL, or (in head)
    *          with CR LF or LF; or the header of the binary protocol
    * @size how many bytes were read, from this request on: those of
    *       requests that were sent behind it are counted too
    */
   probe process__command__start(int connid, const void *request, int size);

   /**
    * Fired when the processing of a command is done and its response waits
    * to be sent (where a value is in extstore, to be read), or when the
    * connection is closed in the middle of it.
    * @connid the connection id (its file descriptor)
    * @response the first part of the response to send back to the client,
    *           NULL where there is none; it may not end with NUL
    * @size the size of the response, of a fetch of many keys that of the
    *       last one; 0 where there is none
    */
   probe process__command__end(int connid, const void *response, int size);

   /**
    * Fired for each key of a command that fetches items: get, gets, gat,
    * gats, mg.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size size of the key's data (or signed int -1 if not found, also where
    *       mg with N makes the item)
    * @casid the casid for the item
    */
   probe command__get(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for an add-command, or ms with ME.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size the size of the key's data (or signed int -1 if not stored)
    * @casid the new casid of the item, 0 if not stored
    */
   probe command__add(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for a set-command, or ms.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size the size of the key's data (or signed int -1 if not stored)
    * @casid the new casid of the item, 0 if not stored
    */
   probe command__set(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for a replace-command, or ms with MR.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size the size of the key's data (or signed int -1 if not stored)
    * @casid the new casid of the item, 0 if not stored
    */
   probe command__replace(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for a prepend-command, or ms with MP.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size the size of what is prepended (or signed int -1 if not stored)
    * @casid the new casid of the item, 0 if not stored
    */
   probe command__prepend(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for an append-command, or ms with MA.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size the size of what is appended (or signed int -1 if not stored)
    * @casid the new casid of the item, 0 if not stored
    */
   probe command__append(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for each key of a command that sets a new time of expiry: touch,
    * gat, gats, mg with T.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size size of the key's data (or signed int -1 if not found)
    * @casid the casid for the item
    */
   probe command__touch(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for a cas-command, or ms with C.
    * @connid the connection id
    * @key requested key
    * @keylen length of the key
    * @size size of the key's data (or signed int -1 if not stored)
    * @casid the new casid of the item; if not stored, the one that was
    *        asked for
    */
   probe command__cas(int connid, const char *key, int keylen, int size, int64_t casid);

   /**
    * Fired for an incr-command, or ma, that found its item or made it.
    * @connid the connection id
    * @key the requested key
    * @keylen length of the key
    * @val the new value
    */
   probe command__incr(int connid, const char *key, int keylen, int64_t val);

   /**
    * Fired for a decr-command, or ma with MD, that found its item or made it.
    * @connid the connection id
    * @key the requested key
    * @keylen length of the key
    * @val the new value
    */
   probe command__decr(int connid, const char *key, int keylen, int64_t val);

   /**
    * Fired for a delete-command, or md, that found its item (and, where a
    * casid was given, the right one).
    * @connid the connection id
    * @key the requested key
    * @keylen length of the key
    */
   probe command__delete(int connid, const char *key, int keylen);

};

#pragma D attributes Unstable/Unstable/Common provider memcached provider
#pragma D attributes Private/Private/Common provider memcached module
#pragma D attributes Private/Private/Common provider memcached function
#pragma D attributes Unstable/Unstable/Common provider memcached name
#pragma D attributes Unstable/Unstable/Common provider memcached args
